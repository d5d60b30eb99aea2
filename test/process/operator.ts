import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Child, type Env, launch, until } from './server-process.ts'

/** What starts and stops a server as systemd would, told by the commands that an operator gives to `teamroom upgrade`. */
export interface Operator extends AsyncDisposable {
  restart: string
  stop: string
}

/** Runs `main`, wherever the links in it lead at that time. A restart is done once the server has said how it is. */
export async function standBy(main: string, env: Env): Promise<Operator> {
  let server: Child | undefined
  const end = async () => {
    if (server) process.kill(server.pid, 'SIGTERM')
    await server?.exit
    server = undefined
  }
  const begin = async () => {
    await end()
    const started = launch([main], env)
    server = started
    let hasEnded = false
    void started.exit.then(() => {
      hasEnded = true
      if (server === started) server = undefined
    })
    await until('the server says how it is', () => hasEnded || /^Teamroom is at|^It hangs/m.test(started.stdout))
  }
  const ear = createServer((request, response) => {
    void (request.url === '/restart' ? begin() : end()).then(() => response.end())
  })
  await once(ear.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(ear.address() as AddressInfo).port}`
  const command = (what: string) => `"${process.execPath}" -e "fetch('${url}/${what}')"`
  return {
    restart: command('restart'),
    stop: command('stop'),
    [Symbol.asyncDispose]: async () => {
      await server?.kill9()
      ear.close()
    },
  }
}
