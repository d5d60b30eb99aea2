import { Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { compare } from './compare.ts'
import type { PostText } from './queries.ts'
import './post.css'

interface Props {
  before: PostText
  after: PostText
}

/** What has been removed from, and added to, a post's title, tags and text. */
export function Differences({ before, after }: Props) {
  const { t } = useTranslation()
  const fields = [
    { name: t('news.title'), texts: [before.title, after.title] },
    { name: t('news.tags'), texts: [before.tags.join(' '), after.tags.join(' ')] },
    { name: t('news.content'), texts: [before.content, after.content] },
  ] as const
  const changed = fields.filter(({ texts: [old, now] }) => old !== now)
  if (changed.length === 0) return <Text size="sm">{t('news.sameText')}</Text>
  return (
    <Stack gap="sm" w="100%">
      {changed.map(({ name, texts }) => (
        <section key={name} aria-label={name}>
          <Title order={3} size="h6">
            {name}
          </Title>
          <Changes before={texts[0]} after={texts[1]} />
        </section>
      ))}
    </Stack>
  )
}

const TAGS = { same: 'span', removed: 'del', added: 'ins' } as const

function Changes({ before, after }: { before: string; after: string }) {
  const parts = compare(before, after)
  return (
    <Text component="div" size="sm" className="differences">
      {parts.map(({ kind, text }, at) => {
        const Tag = TAGS[kind]
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place alone.
        return <Tag key={at}>{text}</Tag>
      })}
    </Text>
  )
}
