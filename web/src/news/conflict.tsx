import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { confirmLoss } from '../ui/confirm.tsx'
import { Differences } from './differences.tsx'
import { PostBadges } from './post-facts.tsx'
import type { Post, PostText } from './queries.ts'

interface Props {
  theirs: Post
  mine: PostText
  onSaveOver: () => void
  onTakeTheirs: () => void
}

/** Says that somebody else has saved the post meanwhile, shows how theirs differs, and lets the writer decide. */
export function Conflict({ theirs, mine, onSaveOver, onTakeTheirs }: Props) {
  const { t } = useTranslation()
  const ask = () =>
    confirmLoss({
      title: t('news.takeTheirs'),
      text: t('news.takeTheirsText'),
      button: t('news.takeTheirs'),
      onConfirm: onTakeTheirs,
    })
  return (
    <Alert color="orange" role="alert" title={t('news.conflict')}>
      <Stack gap="sm" align="start">
        <Text size="sm">{t('news.conflictText')}</Text>
        <PostBadges post={theirs} />
        <Differences before={theirs} after={mine} />
        <Group>
          <Button variant="default" onClick={onSaveOver}>
            {t('news.saveOver')}
          </Button>
          <Button variant="default" onClick={ask}>
            {t('news.takeTheirs')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
