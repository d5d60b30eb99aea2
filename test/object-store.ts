/** A store that speaks what a backup needs of S3: objects in parts, lists, reads and deletes, for those with the keys. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { AwsV4Signer } from 'aws4fetch'
import type { S3Settings } from '../server/config.ts'

const KEYS = { accessKeyId: 'test', secretAccessKey: 'of no use anywhere', region: 'eu-test-1' }

export interface ObjectStore extends AsyncDisposable {
  settings: S3Settings
  /** By bucket and key. */
  objects: Map<string, Buffer>
  /** Uploads that were begun, and neither completed nor given up: when, and what has come. */
  uploads: Map<string, { path: string; initiated: string; parts: Map<number, Buffer> }>
}

interface Call {
  path: string
  query: URLSearchParams
  content: Buffer
}

interface Reply {
  status?: number
  body?: string | Buffer
  etag?: string
}

const idIn = (query: URLSearchParams) => query.get('uploadId') ?? ''

/** Starts one on this machine. Lists have a page of two. */
export async function startObjectStore(): Promise<ObjectStore> {
  const objects: ObjectStore['objects'] = new Map()
  const uploads: ObjectStore['uploads'] = new Map()
  let begun = 0
  /** What each request does, by its method and the parameter that names what it is about. */
  const acts: Record<string, (call: Call) => Reply> = {
    'POST uploads': ({ path }) => {
      const id = `upload/${++begun}`
      uploads.set(id, { path, initiated: '2026-06-15T12:00:00.000Z', parts: new Map() })
      return { body: `<R><UploadId>${id}</UploadId></R>` }
    },
    'PUT uploadId': ({ query, content }) => {
      uploads.get(idIn(query))?.parts.set(Number(query.get('partNumber')), content)
      return { etag: `"${content.length}"` }
    },
    'POST uploadId': ({ path, query }) => {
      const parts = [...(uploads.get(idIn(query))?.parts ?? [])].sort(([a], [b]) => a - b)
      objects.set(path, Buffer.concat(parts.map(([, part]) => part)))
      uploads.delete(idIn(query))
      return { body: '<R></R>' }
    },
    'DELETE uploadId': ({ query }) => {
      uploads.delete(idIn(query))
      return {}
    },
    'DELETE ': ({ path }) => {
      objects.delete(path)
      return {}
    },
    'GET uploads': ({ path }) => ({ body: listUploads(path, uploads) }),
    'GET list-type': ({ path, query }) => ({ body: listObjects(path, query, objects) }),
    'HEAD ': ({ path }) => ({ body: objects.get(path) ?? Buffer.alloc(0) }),
    'GET ': ({ path }) => {
      const body = objects.get(path)
      return body ? { body } : { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' }
    },
  }
  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`)
    if (!(await isSigned(request, url)))
      return { status: 403, body: '<Error><Code>SignatureDoesNotMatch</Code></Error>' }
    const query = url.searchParams
    const about = ['uploadId', 'uploads', 'list-type'].find((name) => query.has(name)) ?? ''
    const call = { path: decodeURIComponent(url.pathname.slice(1)), query, content: await buffer(request) }
    return acts[`${request.method} ${about}`]?.(call) ?? { status: 405 }
  }
  const server = createServer(async (request, response) => {
    const { status = 200, body, etag } = await answer(request)
    const headers = { 'content-length': Buffer.byteLength(body ?? ''), ...(etag !== undefined && { etag }) }
    response.writeHead(status, headers).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    server.closeAllConnections()
    server.close()
  }
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { settings: { endpoint, ...KEYS }, objects, uploads, [Symbol.asyncDispose]: stop }
}

async function isSigned({ method = '', headers }: IncomingMessage, url: URL): Promise<boolean> {
  const names = headers.authorization?.match(/SignedHeaders=([^,]+)/)?.[1]?.split(';') ?? []
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]))
  const datetime = String(headers['x-amz-date'])
  const signer = new AwsV4Signer({ ...KEYS, service: 's3', method, url: url.href, headers: signed, datetime })
  const { headers: own } = await signer.sign()
  return own.get('authorization') === headers.authorization
}

function listUploads(bucket: string, uploads: ObjectStore['uploads']): string {
  const rows = [...uploads].map(
    ([id, { path, initiated }]) =>
      `<Upload><Key>${path.slice(bucket.length)}</Key><UploadId>${id}</UploadId><Initiated>${initiated}</Initiated></Upload>`,
  )
  return `<R>${rows.join('')}</R>`
}

function listObjects(bucket: string, query: URLSearchParams, objects: ObjectStore['objects']): string {
  const prefix = query.get('prefix') ?? ''
  const keys = [...objects.keys()].map((path) => path.slice(bucket.length)).filter((key) => key.startsWith(prefix))
  const direct = keys.filter((key) => !key.slice(prefix.length).includes('/')).sort()
  const from = Number(query.get('continuation-token') ?? 0)
  const page = direct
    .slice(from, from + 2)
    .map((key) => `<Contents><Key>${key.replaceAll('&', '&amp;')}</Key></Contents>`)
  const next = from + 2 < direct.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : ''
  return `<R>${page.join('')}${next}</R>`
}
