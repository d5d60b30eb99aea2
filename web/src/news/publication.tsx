import { Card, Checkbox, Radio, SimpleGrid, Stack, TagsInput, Text, TextInput, Title } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { showInstant } from '../ui/formats.ts'
import { timeZone } from '../ui/local-time.ts'
import type { PostValues } from './post-form.ts'
import { latestTags, type Post, stateOf } from './queries.ts'

const MAX_TAGS = 20
const MAX_TAG_LENGTH = 40

interface Props {
  form: UseFormReturnType<PostValues>
  /** As it is saved; undefined for a new one. */
  post: Post | undefined
}

/** For whom a post is, from when on, and what is special about it. */
export function Publication({ form, post }: Props) {
  const { t } = useTranslation()
  return (
    <Card withBorder component="section" aria-labelledby="publication">
      <Title order={2} size="h4" id="publication" mb="sm">
        {t('news.publication')}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
        <Tags {...form.getInputProps('tags')} />
        <Radio.Group label={t('news.visibility')} {...form.getInputProps('visibility')}>
          <Stack gap={6} mt={6}>
            {(['members', 'public'] as const).map((value) => (
              <Radio key={value} value={value} label={t(`news.for.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {post?.publish_at && stateOf(post) === 'due' ? (
          <Text size="sm">{t('news.publishedAt', { when: showInstant(post.publish_at) })}</Text>
        ) : (
          <Moment form={form} />
        )}
        <Stack gap="sm">
          <Checkbox
            label={t('news.pin')}
            description={t('news.pinHint')}
            {...form.getInputProps('pinned', { type: 'checkbox' })}
          />
          <Checkbox
            label={t('news.askToRead')}
            description={t('news.askToReadHint')}
            {...form.getInputProps('must_read', { type: 'checkbox' })}
          />
        </Stack>
      </SimpleGrid>
    </Card>
  )
}

function Moment({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('news.when')}
        description={t('news.whenHint')}
        value={form.values.later ? 'later' : 'now'}
        onChange={(value) => form.setFieldValue('later', value === 'later')}
      >
        <Stack gap={6} mt={6}>
          <Radio value="now" label={t('news.now')} />
          <Radio value="later" label={t('news.later')} />
        </Stack>
      </Radio.Group>
      {form.values.later && (
        <TextInput
          type="datetime-local"
          label={t('news.moment')}
          description={t('news.zone', { zone: timeZone() })}
          {...form.getInputProps('publish_at')}
        />
      )}
    </Stack>
  )
}

interface TagsProps {
  value?: string[]
  error?: React.ReactNode
  onChange: (tags: string[]) => void
}

/** Tags, those of the latest posts suggested. They are kept as the server keeps them: in lower case. */
function Tags({ value, error, onChange }: TagsProps) {
  const { t } = useTranslation()
  const { data: known = [] } = useQuery(latestTags)
  return (
    <TagsInput
      label={t('news.tags')}
      description={t('news.tagsHint')}
      data={known}
      maxTags={MAX_TAGS}
      maxLength={MAX_TAG_LENGTH}
      {...(value && { value })}
      error={error}
      onChange={(tags) => onChange([...new Set(tags.map((tag) => tag.trim().normalize('NFC').toLowerCase()))])}
    />
  )
}
