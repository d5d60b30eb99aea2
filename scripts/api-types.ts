/** Writes the types of the API, from openapi.json, for the browser app: `web/src/api/schema.d.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const root = new URL('..', import.meta.url)
const document = JSON.parse(readFileSync(new URL('openapi.json', root), 'utf8'))
const types = await openapiTS(document, { emptyObjectsUnknown: true })
writeFileSync(new URL('web/src/api/schema.d.ts', root), astToString(types))
