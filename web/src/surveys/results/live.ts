import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { accessToken, renewAccess, useSession } from '../../auth/session.ts'
import { addressOf } from '../../base-path.ts'

const RETRY_MS = 3_000

/**
 * Keeps the results of a survey as they are on the server: what it sends is put where the query for them looks.
 * `EventSource` cannot send a token, hence a request of our own.
 */
export function useLiveResults(surveyId: string): void {
  const queries = useQueryClient()
  const isIn = useSession().status === 'in'
  useEffect(() => {
    if (!isIn) return
    const stop = new AbortController()
    const show = (data: string) => queries.setQueryData(['surveys', surveyId, 'results', null], JSON.parse(data))
    void follow(addressOf(`/api/surveys/${surveyId}/results/events`), show, stop.signal)
    return () => stop.abort()
  }, [queries, surveyId, isIn])
}

/** Reads server-sent events until it is told to stop; when the connection ends it begins again. */
async function follow(path: string, show: (data: string) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const answer = await fetch(path, { headers: { authorization: `Bearer ${accessToken()}` }, signal })
      if (answer.status === 401 && !(await renewAccess())) return
      if (answer.ok && answer.body) await readEvents(answer.body, show)
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof TypeError)) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

async function readEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>, show: (data: string) => void): Promise<void> {
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n').filter((line) => line.startsWith('data: '))
      if (lines.length > 0) show(lines.map((line) => line.slice('data: '.length)).join('\n'))
    }
  }
}
