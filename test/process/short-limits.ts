/** Loaded before the server: the same limits, a tenth as long, so that tests need not sit them out. */
import { CAPACITY } from '../../server/http/overload.ts'
import { LIMITS } from '../../server/http/protocol.ts'

Object.assign(LIMITS, {
  requestTimeout: LIMITS.requestTimeout / 10,
  connectionTimeout: LIMITS.connectionTimeout / 10,
})
Object.assign(LIMITS.http, {
  headersTimeout: LIMITS.http.headersTimeout / 10,
  connectionsCheckingInterval: LIMITS.http.connectionsCheckingInterval / 10,
})
Object.assign(CAPACITY, { answerWithin: CAPACITY.answerWithin / 10, lookEvery: CAPACITY.lookEvery / 10 })
