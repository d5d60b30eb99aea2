/** Loaded before the server: the same limits, a tenth as long, so that tests need not sit them out. */
import { LIMITS } from '../../server/http/protocol.ts'
import { TIME_LIMIT } from '../../server/http/time-limit.ts'

Object.assign(LIMITS, {
  requestTimeout: LIMITS.requestTimeout / 10,
  connectionTimeout: LIMITS.connectionTimeout / 10,
})
Object.assign(LIMITS.http, {
  headersTimeout: LIMITS.http.headersTimeout / 10,
  connectionsCheckingInterval: LIMITS.http.connectionsCheckingInterval / 10,
})
Object.assign(TIME_LIMIT, { answer: TIME_LIMIT.answer / 10, step: TIME_LIMIT.step / 10 })
