import { randomUUID } from 'node:crypto'
import type { Team } from './fill-people.ts'

/** One of every kind of news, with versions, names from before and readers; gives what a retry of one is answered. */
export async function writeNews({ alva, bram, ann, carl }: Team): Promise<{ key: string; body: object; id: string }> {
  const write = (caller: typeof alva, title: string, more: object = {}) =>
    caller.send('POST', '/api/posts', { title, content: `**${title}**, with “quotes” & a\n\n- list 🎉`, ...more })
  const welcome = await write(alva, 'Welcome', { tags: ['office', 'für alle'], pinned: true })
  for (const title of ['Welcome to Teamroom', 'Welcome to Teamroom, all'])
    await bram.send('PATCH', `/api/posts/${welcome.id}`, { title })
  const rules = await write(bram, 'New expense rules', { visibility: 'members', must_read: true, tags: ['finance'] })
  for (const { send } of [ann, carl]) await send('POST', `/api/posts/${rules.id}/acknowledgement`)
  await bram.send('PATCH', `/api/posts/${rules.id}`, { content: 'Other rules than before.' })
  await ann.send('POST', `/api/posts/${rules.id}/acknowledgement`)
  await write(bram, 'A draft', { published: false })
  await write(alva, 'Out in summer', { publish_at: '2026-07-01T07:00:00Z', visibility: 'members' })
  const doomed = await write(alva, 'A mistake')
  await alva.send('DELETE', `/api/posts/${doomed.id}`)
  const once = { key: randomUUID(), body: { title: 'Sent once', content: 'and answered twice.' } }
  const { id } = await alva.send('POST', '/api/posts', once.body, { 'idempotency-key': once.key })
  return { ...once, id }
}
