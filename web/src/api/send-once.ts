import { randomId } from './random-id.ts'

/** The keys of what was sent and is not answered, by what it is. */
const unanswered = new Map<string, string>()

/**
 * Sends a request; a POST with an `Idempotency-Key`, unless it has one. What the same `sender` sends again while it is not
 * answered, by an impatient finger or as the answer was lost, has the key of the first time, so nothing is made twice.
 */
export async function sendOnce(
  request: Request,
  sender: string | undefined,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  if (request.method !== 'POST' || request.headers.has('idempotency-key')) return send(request)
  const what = [sender, request.url, await request.clone().text()].join('\n')
  const key = unanswered.get(what) ?? randomId()
  unanswered.set(what, key)
  request.headers.set('idempotency-key', key)
  const answer = await send(request)
  // A proxy says such things, too, of a server that may have done it.
  if (answer.status < 500) unanswered.delete(what)
  return answer
}
