import { Alert, Button, Card, Group, Select, SimpleGrid, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../api/client.ts'
import { showDay, showHours } from '../ui/formats.ts'
import { noticeDone } from '../ui/notices.tsx'
import { sentenceOf } from '../ui/sentences.ts'
import { leaveTypes } from './queries.ts'

const TYPING_MS = 200

/** Asks for time off; what it costs, day by day, and what is left are shown before it is sent. */
export function AskForm() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const types = useQuery(leaveTypes)
  const [chosenType, chooseType] = useState<string | null>(null)
  const [start, setStart] = useState('')
  const [end, setEnd] = useState('')
  const [note, setNote] = useState('')
  const leave_type_id = chosenType ?? types.data?.find(({ is_default }) => is_default)?.id ?? types.data?.[0]?.id ?? ''
  const wish = { leave_type_id, start, ...(end && { end }) }
  const [settled] = useDebouncedValue(wish, TYPING_MS)
  const preview = useQuery({
    queryKey: ['requests', 'preview', settled],
    queryFn: () => bodyOf(api.POST('/api/time-off/requests/preview', { body: settled })),
    enabled: settled.start !== '' && settled.leave_type_id !== '',
  })
  const ask = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/time-off/requests', { body: { ...wish, ...(note && { note }) } })),
    onSuccess: ({ status }) => {
      noticeDone(t(status === 'approved' ? 'ask.approved' : 'ask.sent'))
      setStart('')
      setEnd('')
      setNote('')
      void queries.invalidateQueries()
    },
  })
  const cost = start === '' ? undefined : preview.data
  return (
    <Card withBorder component="section" aria-label={t('ask.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          ask.mutate()
        }}
      >
        <Stack gap="sm">
          <Title order={2} size="h4">
            {t('ask.title')}
          </Title>
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <Select
              label={t('ask.type')}
              data={types.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
              value={leave_type_id || null}
              onChange={chooseType}
              allowDeselect={false}
            />
            <TextInput
              type="date"
              label={t('ask.from')}
              value={start}
              required
              onChange={(event) => setStart(event.currentTarget.value)}
            />
            <TextInput
              type="date"
              label={t('ask.to')}
              value={end}
              min={start}
              placeholder={start}
              onChange={(event) => setEnd(event.currentTarget.value)}
            />
          </SimpleGrid>
          <TextInput
            label={t('ask.note')}
            value={note}
            maxLength={500}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div aria-live="polite">
            {preview.isError && start !== '' && <Alert color="red">{sentenceOf(preview.error)}</Alert>}
            {cost && (
              <Stack gap="xs">
                <Text>
                  {t('ask.cost', { cost: showHours(cost.cost_hours), after: showHours(cost.balance_after_hours) })}
                </Text>
                {cost.obstacle && <Alert color="orange">{cost.obstacle}</Alert>}
                <Table withRowBorders={false} verticalSpacing={2}>
                  <Table.Tbody>
                    {cost.days.map(({ date, hours, why, holiday }) => (
                      <Table.Tr key={date}>
                        <Table.Td>{showDay(date, { weekday: 'short', day: 'numeric', month: 'short' })}</Table.Td>
                        <Table.Td>{why === 'working' ? showHours(hours) : (holiday ?? t(`ask.${why}`))}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Stack>
            )}
          </div>
          {ask.isError && (
            <Alert color="red" role="alert">
              {sentenceOf(ask.error)}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={ask.isPending} disabled={start === '' || cost?.possible === false}>
              {t(cost?.needs_approval === false ? 'ask.take' : 'ask.send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}
