/** The floor: a bare `node:http` server that gives, from memory, the answers in the file it is started with. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/** The headers are names and values in turn. */
export interface Answer {
  status: number
  headers: string[]
  body: string
}

const [file, port] = process.argv.slice(2) as [string, string]
const answers = new Map<string, Answer>(Object.entries(JSON.parse(readFileSync(file, 'utf8'))))
const nothing: Answer = { status: 404, headers: [], body: '' }

createServer((request, response) => {
  const { status, headers, body } = answers.get(`${request.method} ${request.url}`) ?? nothing
  const answer = () => response.writeHead(status, headers).end(body)
  if (request.method === 'GET') answer()
  else request.on('end', answer).resume()
}).listen(Number(port), '127.0.0.1')
