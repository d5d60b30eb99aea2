import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Problem } from '../ui/problem.tsx'
import { sentenceOf } from '../ui/sentences.ts'
import { EntryCard, EntryChoice } from './entry-card.tsx'

interface Props {
  email: string
  /** Registers once more, which sends another link. */
  sendAgain: () => Promise<unknown>
  onBack: () => void
}

/** For somebody whose account waits until they open the link in a mail. */
export function CheckEmail({ email, sendAgain, onBack }: Props) {
  const { t } = useTranslation()
  const sending = useMutation({ mutationFn: sendAgain, gcTime: 0 })
  return (
    <EntryCard title={t('checkEmail.title')} text={t('checkEmail.text', { email })}>
      <Stack gap="sm">
        <Problem text={sending.isError ? sentenceOf(sending.error) : undefined} />
        <Text size="sm" role="status">
          {t(sending.isSuccess ? 'checkEmail.sentAgain' : 'checkEmail.hint')}
        </Text>
        <Button variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
          {t('checkEmail.again')}
        </Button>
      </Stack>
      <EntryChoice label={t('checkEmail.back')} onClick={onBack} />
    </EntryCard>
  )
}
