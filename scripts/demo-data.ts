import type { Role } from '../server/db/tables.ts'
import type { PostInput } from '../server/posts/schema.ts'

export interface Person {
  username: string
  name: string
  role: Role
  team: string
  /** The user name of whoever decides on their time off. */
  manager?: string
}

const teamOf = (manager: string, team: string, names: Record<string, string>): Person[] =>
  Object.entries(names).map(([username, name]) => ({ username, name, role: 'member', team, manager }))

/** The people of a company that does not exist; each after their manager. */
export const PEOPLE: readonly Person[] = [
  { username: 'Alva', name: 'Alva Lindqvist', role: 'admin', team: 'Office' },
  { username: 'Bram', name: 'Bram de Vries', role: 'manager', team: 'Support', manager: 'Alva' },
  { username: 'Chiara', name: 'Chiara Conti', role: 'manager', team: 'Design', manager: 'Alva' },
  ...teamOf('Bram', 'Support', {
    Dana: 'Dana Novak',
    Emil: 'Emil Sørensen',
    Farah: 'Farah Haddad',
    Goran: 'Goran Petrović',
    Hana: 'Hana Kim',
    Ivo: 'Ivo Marin',
  }),
  ...teamOf('Chiara', 'Design', { Jule: 'Jule Hartmann', Kofi: 'Kofi Mensah', Lena: 'Lena Vogel' }),
  ...teamOf('Chiara', 'Workshop', {
    Mateo: 'Mateo Ruiz',
    Nils: 'Nils Berg',
    Oana: 'Oana Popescu',
    Pavel: 'Pavel Dvořák',
  }),
]

interface DemoPost extends PostInput {
  author: string
  /** How long ago it was written. */
  daysAgo: number
  /** For a scheduled one: in how many days it is out. */
  daysAhead?: number
  acknowledgedBy?: readonly string[]
}

/** Their news: one of every kind that there is. */
export const POSTS: readonly DemoPost[] = [
  {
    author: 'Alva',
    daysAgo: 210,
    title: 'Welcome to Teamroom',
    content:
      'From today on, news is **here** and not in everybody’s inbox.\n\n- Office news: tag `office`\n- Security: tag `security`\n\nYou can [subscribe to the feed](/api/posts/feed.atom).',
    tags: ['office'],
    pinned: true,
  },
  {
    author: 'Bram',
    daysAgo: 150,
    title: 'We are hiring: somebody who likes other people’s bugs',
    content:
      'We look for a **support engineer**, full time or four days a week.\n\nYou have\n\n1. patience,\n2. a sense for what people mean,\n3. some SQL.\n\nTell your friends!',
    tags: ['jobs'],
  },
  {
    author: 'Chiara',
    daysAgo: 96,
    title: 'New expense rules from next month',
    content:
      '## What changes\n\n| what | until now | from next month |\n|---|---:|---:|\n| Lunch with guests | 25 € | 35 € |\n| Rail, up to 4 h | 2nd class | 2nd class |\n| Rail, longer | 2nd class | 1st class |\n\nReceipts as before, within **30 days**.',
    tags: ['finance'],
    visibility: 'members',
    must_read: true,
    acknowledgedBy: ['Alva', 'Bram', 'Dana', 'Emil', 'Farah', 'Goran', 'Hana', 'Ivo', 'Jule', 'Kofi', 'Lena'],
  },
  {
    author: 'Alva',
    daysAgo: 40,
    title: 'Phishing: what arrived this week, and what to do',
    content:
      'Several of you got a mail about a *parcel that could not be delivered*. It was not about a parcel.\n\n> Never enter a password on a page that a mail has brought you to.\n\nForward such mails to the help desk and delete them.',
    tags: ['security'],
    visibility: 'members',
    must_read: true,
    pinned: true,
    acknowledgedBy: ['Bram', 'Chiara', 'Emil', 'Hana', 'Nils', 'Oana'],
  },
  {
    author: 'Bram',
    daysAgo: 21,
    title: 'The lift is out of order on Thursday',
    content:
      'Maintenance, from **8 to 12**. Who cannot take the stairs: call reception, there is a second one in the yard.',
    tags: ['office'],
    visibility: 'members',
  },
  {
    author: 'Chiara',
    daysAgo: 9,
    title: 'Summer party: save the date 🎉',
    content:
      'Last Friday of the month, from five, in the yard. Bring your families, and something for the buffet.\n\nMusic: `volunteers wanted`.',
    tags: ['events', 'office'],
    visibility: 'members',
    pinned: true,
  },
  {
    author: 'Bram',
    daysAgo: 2,
    title: 'Release notes: faster search, fewer clicks',
    content:
      'What is new this week:\n\n- Search finds the beginnings of words, with or without accents: *cafe* finds *Café*.\n- One click less to file a report.\n\nThank you for **62 suggestions** in a month.',
    tags: ['product'],
  },
  {
    author: 'Chiara',
    daysAgo: 1,
    daysAhead: 3,
    title: 'Results of the quarter',
    content: 'They are good. The figures follow **on Monday at nine**, here and nowhere else before.',
    tags: ['finance'],
    visibility: 'members',
  },
  {
    author: 'Chiara',
    daysAgo: 0,
    title: 'Draft: a quiet room for the second floor',
    content: 'Ideas so far: move the printers, carpet, a door that closes. What would it cost?',
    tags: ['office'],
    published: false,
  },
]
