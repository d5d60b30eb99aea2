import type { Tables } from '../../db/tables.ts'
import type { TableData } from './table-data.ts'

/** What a company has published stays; its author is the pseudonym. `words` is the full-text index of PostgreSQL. */
export const NEWS = {
  posts: {
    key: 'id',
    keeps:
      'id title content slug tags publish_at listed_at visibility pinned_at must_read_at author_id version created_at ' +
      'updated_at',
    hides: 'seq html words',
    files: [{ name: 'posts', of: { account: 'author_id' } }],
    companyFile: { name: 'news', about: 'The news; `news/` has each as Markdown.' },
  },
  post_slugs: {
    key: 'slug',
    keeps: 'slug post_id created_at',
    companyFile: { name: 'news-addresses', about: 'The addresses that news has had.' },
  },
  post_tags: {
    key: 'tag listed_at post_id',
    keeps: 'tag listed_at post_id',
    leftOut: 'The tags of news, which `news` has, in an order of their own.',
  },
  post_revisions: {
    key: 'post_id version',
    keeps: 'post_id version title content tags replaced_by replaced_at',
    files: [{ name: 'post-revisions', of: { account: 'replaced_by' } }],
    companyFile: { name: 'news-revisions', about: 'What news said before it was changed.' },
  },
  post_acknowledgements: {
    key: 'post_id user_id',
    keeps: 'post_id user_id version acknowledged_at',
    files: [{ name: 'acknowledgements', of: { account: 'user_id' } }],
    companyFile: { name: 'news-acknowledgements', about: 'Who has confirmed having read what must be read.' },
  },
} satisfies Partial<Record<keyof Tables, TableData>>
