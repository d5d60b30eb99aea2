import { startCompressingProxy } from './compressing.ts'
import { type RealProxy, startRealProxy } from './real.ts'

/** What stands between the browsers of tests and a server. */
export interface FrontProxy {
  /** Where it listens: `http://127.0.0.1:…`. */
  origin: string
  /** Says which server it hands requests on to, by its port. */
  leadTo(port: number): Promise<void>
  stop(): Promise<void>
}

/** The program that `TEST_PROXY` names, which says for whom it asks; undefined for one of our own, which does not. */
export const realProxy = process.env.TEST_PROXY as RealProxy | undefined

/** `path` is all that it hands on, as it is; whatever else there is on its host is not Teamroom's. */
export function startProxy(path: string): Promise<FrontProxy> {
  return realProxy === undefined ? startCompressingProxy(path) : startRealProxy(realProxy, path)
}
