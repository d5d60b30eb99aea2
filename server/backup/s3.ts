import { Readable, Writable } from 'node:stream'
import { AwsClient } from 'aws4fetch'
import type { S3Settings } from '../config.ts'
import { CommandError } from '../startup.ts'

/** A store takes 10,000 parts at most: 160 GB. Two of them are in memory at once. */
const PART_BYTES = 16_000_000
const UNFINISHED_HOURS = 24
const TRIES = 5
/** All tries of a request together; what is read is given longer, as long as it comes. */
const ANSWERED_WITHIN_MS = 600_000
/** Of a thousand objects each: a store that lists more never ends. */
const PAGES = 1_000

/** One bucket of an S3-compatible store. */
export interface Bucket {
  /** Uploads an object in parts; it is there once all of it is, or not at all. */
  put(key: string, write: (out: Writable) => Promise<void>): Promise<number>
  get(key: string): Promise<Readable>
  list(prefix: string): Promise<string[]>
  remove(key: string): Promise<void>
  /** Gives the parts up of uploads that were begun a day ago or earlier, and never finished: of one's own alone. */
  dropUnfinished(prefix: string, isOwn: (key: string) => boolean, now: Date): Promise<void>
}

/** Talks to a bucket: by its name in the host at Amazon, in the path at an address of one's own. */
export function makeBucket({ endpoint, region, ...keys }: S3Settings, bucket: string): Bucket {
  const client = new AwsClient({ ...keys, region, service: 's3', retries: TRIES })
  const base = endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`
  const addressOf = (key: string, query = '') => `${base}/${key.split('/').map(encodeURIComponent).join('/')}${query}`

  const send = async (method: string, url: string, body?: Uint8Array | string): Promise<Response> => {
    const request: RequestInit = {
      method,
      // Whoever the store leads to is not who was given the keys, and to be given the backup.
      redirect: 'manual',
      ...(method !== 'GET' && { signal: AbortSignal.timeout(ANSWERED_WITHIN_MS) }),
      ...(body !== undefined && { body: body as string }),
    }
    let answer: Response
    try {
      answer = await client.fetch(url, request)
    } catch (error) {
      const { message, cause } = error as Error
      throw new CommandError(
        `${new URL(url).origin} cannot be reached: ${cause instanceof Error ? cause.message : message}.`,
      )
    }
    if (answer.ok) return answer
    const text = await answer.text()
    const reason = [inTag(text, 'Code'), inTag(text, 'Message')].filter(Boolean).join(': ')
    throw new CommandError(
      `The store answers ${answer.status} to ${method} s3://${bucket}: ${reason || 'no reason given'}`,
    )
  }

  const put = async (key: string, write: (out: Writable) => Promise<void>) => {
    const upload = inTag(await (await send('POST', addressOf(key, '?uploads='))).text(), 'UploadId')
    if (!upload) throw new CommandError('The store begins no upload in parts: is it compatible with S3?')
    const id = encodeURIComponent(upload)
    const tags: string[] = []
    let size = 0
    const sendPart = async (bytes: Uint8Array) => {
      const answer = await send('PUT', addressOf(key, `?partNumber=${tags.length + 1}&uploadId=${id}`), bytes)
      const tag = answer.headers.get('etag')
      if (!tag) throw new CommandError('The store takes a part without saying so: is it compatible with S3?')
      tags.push(tag)
      size += bytes.length
    }
    try {
      await write(inParts(sendPart))
      const parts = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`).join('')
      const body = `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`
      const text = await (await send('POST', addressOf(key, `?uploadId=${id}`), body)).text()
      // A store that takes long begins its answer before it knows the end of it.
      if (text.includes('<Error>')) throw new CommandError(`The store refuses the upload: ${inTag(text, 'Message')}`)
      const stored = Number((await send('HEAD', addressOf(key))).headers.get('content-length'))
      if (stored !== size) throw new CommandError(`The store has ${stored} bytes of the ${size} that were sent.`)
    } catch (error) {
      await send('DELETE', addressOf(key, `?uploadId=${id}`)).catch(() => {})
      throw error
    }
    return size
  }

  const dropUnfinished = async (prefix: string, isOwn: (key: string) => boolean, now: Date) => {
    const query = `?uploads=&prefix=${encodeURIComponent(prefix)}`
    const text = await (await send('GET', addressOf('', query))).text()
    for (const [, upload = ''] of text.matchAll(/<Upload>(.*?)<\/Upload>/gs)) {
      const begun = Date.parse(inTag(upload, 'Initiated') ?? '')
      const key = inTag(upload, 'Key') ?? ''
      if (!isOwn(key) || !(now.getTime() - begun > UNFINISHED_HOURS * 3_600_000)) continue
      const id = encodeURIComponent(inTag(upload, 'UploadId') ?? '')
      await send('DELETE', addressOf(key, `?uploadId=${id}`))
    }
  }

  const list = async (prefix: string) => {
    const keys: string[] = []
    let next: string | undefined = ''
    for (let page = 0; next !== undefined; page++) {
      if (page === PAGES) throw new CommandError(`The list of s3://${bucket} does not end.`)
      const from: string = next && `&continuation-token=${encodeURIComponent(next)}`
      const query = `?list-type=2&delimiter=%2F&prefix=${encodeURIComponent(prefix)}${from}`
      const text: string = await (await send('GET', addressOf('', query))).text()
      for (const [, one = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) keys.push(inTag(one, 'Key') ?? '')
      next = inTag(text, 'NextContinuationToken')
    }
    return keys
  }

  const get = async (key: string) => {
    const { body } = await send('GET', addressOf(key))
    return Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])
  }

  return { put, get, list, dropUnfinished, remove: async (key) => void (await send('DELETE', addressOf(key))) }
}

/** Puts bytes together until there are enough for a part; the last one may be smaller. */
function inParts(send: (bytes: Uint8Array) => Promise<void>): Writable {
  let chunks: Uint8Array[] = []
  let size = 0
  const flush = () => {
    const bytes = Buffer.concat(chunks)
    chunks = []
    size = 0
    return send(bytes)
  }
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      chunks.push(chunk)
      size += chunk.length
      if (size < PART_BYTES) done()
      else flush().then(() => done(), done)
    },
    final(done) {
      if (size === 0) done()
      else flush().then(() => done(), done)
    },
  })
}

/** The text in the first element of this name. */
function inTag(xml: string, name: string): string | undefined {
  const text = xml.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1]
  return text?.replaceAll(/&(amp|lt|gt|quot|apos|#34|#39);/g, (_, entity) => ENTITIES[entity as keyof typeof ENTITIES])
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#34': '"', '#39': "'" }
