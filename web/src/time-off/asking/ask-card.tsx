import { Card, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../api/client.ts'
import { showRefusal } from '../../ui/form-errors.ts'
import { noticeDone } from '../../ui/notices.tsx'
import type { Balance, Person } from '../queries.ts'
import { NO_WISH, spanOf, type Wish } from './wish.ts'
import { WishForm } from './wish-form.tsx'

/** Asks for time off of one's own. */
export function AskCard({ person, balances }: { person: Person; balances: Balance[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const form = useForm<Wish>({ initialValues: { ...NO_WISH, leave_type_id: balances[0]?.leave_type.id ?? '' } })
  const [refusal, setRefusal] = useState<string>()
  const ask = useMutation({
    mutationFn: (wish: Wish) =>
      bodyOf(api.POST('/api/time-off/requests', { body: { ...spanOf(wish), ...(wish.note && { note: wish.note }) } })),
    onSuccess: ({ status }) => {
      noticeDone(t(status === 'approved' ? 'ask.approved' : 'ask.sent'))
      form.reset()
      void queries.invalidateQueries()
    },
    onMutate: () => setRefusal(undefined),
    onError: (error) => setRefusal(showRefusal(form, error)),
  })
  return (
    <Card withBorder component="section" aria-label={t('ask.title')}>
      <Title order={2} size="h4" mb="sm">
        {t('ask.title')}
      </Title>
      <WishForm
        form={form}
        person={person}
        balances={balances}
        onSubmit={form.onSubmit((wish) => ask.mutate(wish))}
        isSending={ask.isPending}
        refusal={refusal}
        button={(cost) => t(cost?.needs_approval === false ? 'ask.take' : 'ask.send')}
      />
    </Card>
  )
}
