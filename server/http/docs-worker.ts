import { workerData } from 'node:worker_threads'
import { answerWith } from '../idle-thread.ts'
import { type DescribedRoute, makeDocs } from './docs.ts'
import type { DocsAnswer } from './openapi.ts'

/** Describes the routes and serves the Swagger page: all that this thread is for. */

const { routes, version, basePath } = workerData as { routes: DescribedRoute[]; version: string; basePath: string }
const { document, pages } = await makeDocs(routes, version, basePath)

answerWith(async (url: string | null): Promise<DocsAnswer> => {
  if (url === null) return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(document)) }
  const { statusCode, headers, rawPayload } = await pages.inject({ method: 'GET', url })
  return { status: statusCode, headers: headers as Record<string, string | undefined>, body: rawPayload }
})
