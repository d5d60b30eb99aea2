import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { createPost } from '../server/posts/actions.ts'
import { type Account, type Client, startTeamroom, type Teamroom } from './harness.ts'
import { walk } from './pages.ts'

const START = new Date('2026-03-02T09:00:00.000Z')
const SOON_MS = 15_000
const RUNS = 60

let teamroom: Teamroom
let editor: Account
let member: Account

before(async () => {
  teamroom = await startTeamroom({}, { now: START.toISOString() })
  editor = await teamroom.account('manager')
  member = await teamroom.account('member')
})
after(() => teamroom.stop())

type State = 'public' | 'members' | 'draft' | 'scheduled'

interface Seed {
  state: State
  /** Written by the member, who sees it in every state then. */
  isMine: boolean
  isTagged: boolean
  isPinned: boolean
  /** Whether time has gone on since the post before. */
  isLater: boolean
}

type Step =
  | { do: 'insert'; seed: Seed }
  | { do: 'edit' | 'tag' | 'untag' | 'pin' | 'delete' | 'publish' | 'hide'; at: number }
  | { do: 'wait' }

const seed: fc.Arbitrary<Seed> = fc.record({
  state: fc.constantFrom<State[]>('public', 'public', 'members', 'draft', 'draft', 'scheduled'),
  isMine: fc.boolean(),
  isTagged: fc.boolean(),
  isPinned: fc.boolean(),
  isLater: fc.boolean(),
})
const change = fc.record({
  do: fc.constantFrom('edit' as const, 'tag', 'untag', 'pin', 'delete', 'publish', 'hide'),
  at: fc.nat({ max: 30 }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('insert' as const), seed }),
  change,
  fc.constant<Step>({ do: 'wait' }),
)

/** Posts that others write and change, and what was done to which. */
class Others {
  readonly ids: string[] = []
  readonly touched = new Set<string>()
  readonly #states = new Map<string, State>()

  async insert({ state, isMine, isTagged, isPinned, isLater }: Seed): Promise<void> {
    if (isLater) teamroom.clock.advance(1)
    const now = teamroom.clock.now
    const { id } = await createPost(
      teamroom.db,
      isMine ? { ...member, version: 1 } : null,
      {
        title: 'A word or two',
        content: 'Ten characters.',
        html: '<p>Ten characters.</p>\n',
        published: state !== 'draft',
        publish_at: state === 'scheduled' ? new Date(now.getTime() + SOON_MS).toISOString() : null,
        visibility: state === 'members' ? 'members' : 'public',
        tags: isTagged ? ['a', 'b'] : ['b'],
        pinned: isPinned,
      },
      now.toISOString(),
    )
    this.ids.push(id)
    this.#states.set(id, state)
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const next of steps) {
      if (next.do === 'insert') await this.insert(next.seed)
      else if (next.do === 'wait') teamroom.clock.advance(SOON_MS / 2)
      else if (this.ids.length > 0) await this.#change(next.do, this.ids[next.at % this.ids.length] as string)
    }
  }

  async #change(what: 'edit' | 'tag' | 'untag' | 'pin' | 'delete' | 'publish' | 'hide', id: string): Promise<void> {
    const state = this.#states.get(id)
    // A schedule that is cut short moves a post down in the editors' list, past the place where a walk may be.
    if (state === 'scheduled' && (what === 'publish' || what === 'hide')) return
    this.touched.add(id)
    if (what === 'delete') return void (await editor.send('DELETE', `/api/posts/${id}`))
    const changes = {
      edit: { title: 'Other words', content: 'Ten other characters.' },
      tag: { tags: ['a'] },
      untag: { tags: ['b'] },
      pin: { pinned: true },
      publish: { published: true },
      hide: { published: false },
    }
    await editor.send('PATCH', `/api/posts/${id}`, changes[what])
  }
}

interface Post {
  id: string
  tags: string[]
}

const readers = {
  'a guest': () => teamroom.send,
  'a member': () => member.send,
  'an editor': () => editor.send,
} satisfies Record<string, () => Client>

describe('walking a list of posts while others write', () => {
  for (const [reader, clientFor] of Object.entries(readers)) {
    it(`gives ${reader} no post twice, and every post that was there and stayed as it was`, () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom('', 'tag=a&', 'pinned=true&', 'q=wo&'),
          fc.integer({ min: 1, max: 7 }),
          fc.array(seed, { maxLength: 14 }),
          fc.array(fc.array(step, { maxLength: 3 }), { maxLength: 15 }),
          async (filter, limit, seeds, turns) => {
            await teamroom.db.deleteFrom('posts').execute()
            teamroom.clock.now = START
            const others = new Others()
            for (const each of seeds) await others.insert(each)
            const send = clientFor()
            const path = `/api/posts?${filter}limit=`
            const idsOf = (posts: Post[]) => posts.map(({ id }) => id)
            const present = idsOf((await send('GET', `${path}200`)).body)

            const turn = turns.values()
            const walked = idsOf(await walk(send, path + limit, () => others.run(turn.next().value ?? [])))

            assert.equal(new Set(walked).size, walked.length, 'A post came twice.')
            const untouched = (ids: string[]) => ids.filter((id) => present.includes(id) && !others.touched.has(id))
            assert.deepEqual(untouched(walked), untouched(present))
            for (const rest of turn) await others.run(rest)
            const all: Post[] = (await send('GET', '/api/posts?limit=200')).body
            const tagged = (await send('GET', '/api/posts?tag=a&limit=200')).body
            assert.deepEqual(idsOf(tagged), idsOf(all.filter(({ tags }) => tags.includes('a'))))
          },
        ),
        { numRuns: RUNS },
      ))
  }

  it('gives what there is when nobody writes, however many posts are of the same instant', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (gaps, limit) => {
          await teamroom.db.deleteFrom('posts').execute()
          const others = new Others()
          for (const isLater of gaps) {
            await others.insert({ state: 'public', isMine: false, isTagged: true, isPinned: false, isLater })
          }
          for (const path of ['/api/posts?', '/api/posts?tag=a&']) {
            const walked = await walk(teamroom.send, `${path}limit=${limit}`)
            assert.deepEqual(walked, (await teamroom.send('GET', `${path}limit=200`)).body)
            assert.equal(walked.length, gaps.length)
          }
        },
      ),
      { numRuns: RUNS / 3 },
    ))
})

describe('walking the list of accounts while others come and go', () => {
  it('gives no account twice, and every one that was there and stayed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.array(fc.record({ come: fc.boolean(), at: fc.nat({ max: 30 }) }), { maxLength: 3 }), {
          maxLength: 10,
        }),
        async (limit, turns) => {
          teamroom.clock.now = START
          const admin = await teamroom.account('admin')
          for (let i = 0; i < 5; i++) await teamroom.account('member')
          const idsOf = (users: { id: string }[]) => users.map(({ id }) => id)
          const present = idsOf((await admin.send('GET', '/api/users?limit=200')).body)
          const gone = new Set<string>()
          const comeOrGo = async ({ come, at }: { come: boolean; at: number }) => {
            const leaving = present[at % present.length] as string
            if (come) return void (await teamroom.account('member'))
            if ([admin, editor, member].some(({ id }) => id === leaving)) return
            gone.add(leaving)
            await admin.send('DELETE', `/api/users/${leaving}`)
          }
          const turn = turns.values()
          const walked = await walk(admin.send, `/api/users?limit=${limit}`, async () => {
            for (const visit of turn.next().value ?? []) await comeOrGo(visit)
          })
          const ids = idsOf(walked)
          assert.equal(new Set(ids).size, ids.length)
          const stayed = (list: string[]) => list.filter((id) => present.includes(id) && !gone.has(id))
          assert.deepEqual(stayed(ids), stayed(present))
          await teamroom.db.deleteFrom('users').where('id', 'not in', [editor.id, member.id]).execute()
        },
      ),
      { numRuns: RUNS / 3 },
    ))
})
