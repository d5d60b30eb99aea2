/** Stands in for nginx: a proxy that obeys the few directives that the document's blocks have. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Directive {
  name: string
  args: string[]
  block: Directive[]
}

/** Reads nginx's syntax: directives that end with a semicolon, or have others between braces. */
export function readNginx(text: string): Directive[] {
  const words = text.replaceAll(/#.*$/gm, '').match(/"[^"]*"|[{};]|[^\s{};"]+/g) ?? []
  const read = (): Directive[] => {
    const directives: Directive[] = []
    for (let word = words.shift(); word !== undefined && word !== '}'; word = words.shift()) {
      const args: string[] = []
      while (words[0] !== ';' && words[0] !== '{') args.push((words.shift() ?? '').replaceAll('"', ''))
      directives.push({ name: word, args, block: words.shift() === '{' ? read() : [] })
    }
    return directives
  }
  return read()
}

/** The one directive of that name. */
export function only(directives: Directive[], name: string): Directive {
  const found = directives.filter((one) => one.name === name)
  assert.equal(found.length, 1, name)
  return found[0] as Directive
}

export interface Proxy extends AsyncDisposable {
  url: string
}

/** Serves what a `location` says, to callers who came by `scheme`. `ports` are of the servers that it may send requests to. */
export async function serveLocation(
  location: Directive,
  scheme: string,
  upstreams: Record<string, string[]>,
): Promise<Proxy> {
  const target = new URL(only(location.block, 'proxy_pass').args[0] ?? '')
  const hosts = upstreams[target.hostname] ?? [target.host]
  const set = location.block.filter(({ name }) => name === 'proxy_set_header').map(({ args }) => args)
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    const { method, url, socket } = incoming
    const host = hosts[turn++ % hosts.length] ?? ''
    const variables: Record<string, string> = {
      $host: incoming.headers.host?.replace(/:\d+$/, '') ?? '',
      $http_host: incoming.headers.host ?? '',
      $remote_addr: socket.remoteAddress ?? '',
      $scheme: scheme,
    }
    const headers = { ...incoming.headers }
    for (const [name = '', value = ''] of set) {
      const said = variables[value] ?? value
      assert.ok(!said.startsWith('$'), `What ${said} is nobody said.`)
      if (said === '') delete headers[name.toLowerCase()]
      else headers[name.toLowerCase()] = said
    }
    const [hostname, port] = host.split(':')
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(onward)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
