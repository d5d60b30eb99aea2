import type { Page } from 'playwright-core'
import type { Account } from '../../harness.ts'
import { describeLooks } from './looking.ts'

describeLooks(
  'news',
  async (web) => {
    const ann = await web.teamroom.account('member')
    const writer = await web.teamroom.account('manager', 'Wanda')
    const { body: post } = await writer.send('POST', '/api/posts', {
      ...{ title: 'Summer party', published: true, must_read: true, pinned: true, tags: ['events'] },
      content:
        '## Where\n\nIn the **yard**, see [the map](https://example.com).\n\n- Bring a cake\n- and a friend\n\n> Rain or shine\n\n`code`\n\n| who | what |\n|---|---|\n| Ann | cake |',
    })
    await writer.send('PATCH', `/api/posts/${post.id}`, { title: 'Summer party in the yard' })
    await ann.send('POST', `/api/posts/${post.id}/acknowledgement`)
    await writer.send('POST', '/api/posts', {
      title: 'A longer title, such as people write when they have much to say about little',
      content: 'Long enough.',
      published: true,
    })
    return [
      { name: 'news', path: '/news', as: ann },
      { name: 'news-writer', path: '/news?tag=events', as: writer },
      { name: 'post', path: `/news/${post.id}`, as: ann },
      { name: 'post-writer', path: `/news/${post.id}`, as: writer },
      { name: 'post-readers', path: `/news/${post.id}?tab=readers`, as: writer },
      { name: 'post-versions', path: `/news/${post.id}?tab=versions&version=1`, as: writer },
      { name: 'post-new', path: '/news/new', as: writer, open: failToPublish },
      {
        name: 'post-edit',
        path: `/news/${post.id}/edit`,
        as: writer,
        open: (page) => meetAnotherVersion(writer, page),
      },
    ]
  },
  /(412|422) .*\/api\/posts/,
)

async function failToPublish(page: Page): Promise<void> {
  await page.getByLabel('Later').check()
  await page.getByLabel('Date and time').fill('2020-01-01T10:00')
  await page.getByRole('button', { name: 'Schedule' }).click()
  await page.getByText('Length must be between 3 and 100.').waitFor()
}

async function meetAnotherVersion(writer: Account, page: Page): Promise<void> {
  const id = page.url().split('/').at(-2)
  await writer.send('PATCH', `/api/posts/${id}`, { tags: ['events', 'party'] })
  await page.getByLabel('Title').fill('Summer party by the lake')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Somebody else has saved this post meanwhile').waitFor()
}
