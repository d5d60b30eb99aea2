import { Alert, Button, Group, NumberInput, Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, Refusal, type Schema } from '../api/client.ts'
import { randomId } from '../api/random-id.ts'
import { saveBlob } from '../api/save-file.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { noticeFailure } from '../ui/notices.tsx'
import { sentenceOf } from '../ui/sentences.ts'

/** Problems and links that are shown one by one; there may be thousands. */
const SHOWN = 10

/** Links that the server makes at a time. */
const MOST = 2_000

type Made = Schema<'NewSurveyLink'>

/** What was sent for links. The same key gets the same links again: as a file, once they are made. */
interface Sent {
  key: string
  addresses: string[]
}

interface Props {
  surveyId: string
  onMade: () => void
}

/** Makes single-use links, for addresses or for so many people without one, and shows them this once. */
export function MakeLinks({ surveyId, onMade }: Props) {
  const { t } = useTranslation()
  const [how, setHow] = useState<string | null>('addresses')
  const [text, setText] = useState('')
  const [name, setName] = useState(t('links.guest'))
  const [count, setCount] = useState<number | string>(10)
  const path = { path: { id: surveyId } }
  const make = useMutation({
    mutationFn: ({ key, addresses }: Sent) =>
      bodyOf<Made[]>(
        api.POST('/api/surveys/{id}/links', {
          params: { ...path, header: { 'Idempotency-Key': key } },
          body: { addresses },
        }) as never,
      ),
    onSuccess: () => {
      setText('')
      onMade()
    },
  })
  const file = useMutation({
    mutationFn: ({ key, addresses }: Sent) =>
      bodyOf<Blob>(
        api.POST('/api/surveys/{id}/links', {
          params: { ...path, header: { 'Idempotency-Key': key } },
          headers: { accept: 'text/csv' },
          body: { addresses },
          parseAs: 'blob',
        }) as never,
      ),
    onSuccess: (content) => saveBlob(content, 'links.csv'),
    onError: noticeFailure,
  })
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const numbered = Array.from({ length: Number(count) || 0 }, (_, i) => `${name.trim()} ${i + 1}`)
  const addresses = how === 'addresses' ? lines : numbered
  return (
    <Stack gap="sm">
      <Tabs value={how} onChange={setHow} keepMounted={false}>
        <Tabs.List mb="xs">
          <Tabs.Tab value="addresses">{t('links.forAddresses')}</Tabs.Tab>
          <Tabs.Tab value="number">{t('links.forNumber')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="addresses">
          <Textarea
            label={t('links.addresses')}
            description={t('links.addressesHint')}
            autosize
            minRows={3}
            maxRows={12}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </Tabs.Panel>
        <Tabs.Panel value="number">
          <Group align="end">
            <NumberInput
              label={t('links.count')}
              min={1}
              max={MOST}
              clampBehavior="strict"
              w={120}
              value={count}
              onChange={setCount}
            />
            <TextInput
              label={t('links.name')}
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Group>
        </Tabs.Panel>
      </Tabs>
      {make.isError && <LinkProblems error={make.error} addresses={make.variables.addresses} />}
      <Button
        w="fit-content"
        variant="default"
        disabled={addresses.length === 0}
        loading={make.isPending}
        onClick={() => make.mutate({ key: randomId(), addresses })}
      >
        {t('links.make', { count: addresses.length })}
      </Button>
      {make.isSuccess && (
        <MadeLinks links={make.data} isSaving={file.isPending} onSave={() => file.mutate(make.variables)} />
      )}
    </Stack>
  )
}

interface MadeProps {
  links: Made[]
  isSaving: boolean
  onSave: () => void
}

function MadeLinks({ links, isSaving, onSave }: MadeProps) {
  const { t } = useTranslation()
  return (
    <Alert color="green" role="status" title={t('links.made', { count: links.length })}>
      <Stack gap="xs">
        <Text size="sm">{t('links.once')}</Text>
        <Button size="xs" w="fit-content" loading={isSaving} onClick={onSave}>
          {t('links.save')}
        </Button>
        {links.slice(0, SHOWN).map(({ id, address, url }) => (
          <Group key={id} gap="xs" align="end">
            <TextInput
              flex={1}
              miw={180}
              size="xs"
              label={address}
              value={url}
              readOnly
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyText value={url} size="xs" variant="default" aria-label={t('links.copyOf', { name: address })} />
          </Group>
        ))}
        {links.length > SHOWN && <Text size="sm">{t('links.others', { count: links.length - SHOWN })}</Text>}
      </Stack>
    </Alert>
  )
}

/** What is wrong with which address. */
function LinkProblems({ error, addresses }: { error: Error; addresses: readonly string[] }) {
  const { t } = useTranslation()
  const fields = error instanceof Refusal ? Object.entries(error.fields) : []
  const rest = fields.length - SHOWN
  return (
    <Alert color="red" role="alert" title={t('links.problem')}>
      {fields.length === 0 && sentenceOf(error)}
      {fields.slice(0, SHOWN).map(([field, said]) => (
        <Text key={field} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {addresses[Number(field.split('.')[1])] ?? field}: {said.join(' ')}
        </Text>
      ))}
      {rest > 0 && <Text size="sm">{t('links.others', { count: rest })}</Text>}
    </Alert>
  )
}
