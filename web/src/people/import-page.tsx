import { Alert, Button, FileButton, Group, Progress, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, Refusal } from '../api/client.ts'
import { saveBlob } from '../api/save-file.ts'
import { useToday } from '../ui/company.ts'
import { ButtonLink } from '../ui/links.tsx'
import { sentenceOf } from '../ui/sentences.ts'
import { DropArea } from './drop-area.tsx'
import { FaultTable } from './fault-table.tsx'
import { faultsOf, linesOf, template } from './import-file.ts'
import { TouchedRequests } from './touched-requests.tsx'

interface Chosen {
  name: string
  /** As they are: the server alone says whether they are UTF-8. */
  bytes: ArrayBuffer
  lines: number
}

function send({ bytes }: Chosen, dry_run: boolean) {
  return bodyOf(
    api.POST('/api/employees/import', {
      params: { query: { dry_run } },
      headers: { 'content-type': 'text/csv' },
      body: '',
      bodySerializer: () => bytes,
    }),
  )
}

/** Adds and changes people from a CSV file: tried first, and done when nothing is wrong with it. */
export function ImportPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const today = useToday()
  const [file, setFile] = useState<Chosen>()
  const attempt = useMutation({ mutationFn: (chosen: Chosen) => send(chosen, true) })
  const work = useMutation({
    mutationFn: (chosen: Chosen) => send(chosen, false),
    onSuccess: () => queries.invalidateQueries(),
  })
  const choose = async (chosen: File | null) => {
    if (!chosen) return
    const bytes = await chosen.arrayBuffer()
    const lines = linesOf(new TextDecoder().decode(bytes))
    const read = { name: chosen.name, bytes, lines }
    setFile(read)
    work.reset()
    attempt.mutate(read)
  }
  const lines = file?.lines ?? 0
  return (
    <Stack gap="md">
      <Title order={1}>{t('people.import')}</Title>
      <Text>{t('people.csv.hint')}</Text>
      <Button variant="default" w="fit-content" onClick={() => saveBlob(template(today), 'employees-template.csv')}>
        {t('people.csv.template')}
      </Button>
      <DropArea onDrop={(dropped) => void choose(dropped)}>
        <Text>{file ? t('people.csv.file', { name: file.name, count: lines }) : t('people.csv.drop')}</Text>
        <FileButton
          accept=".csv,text/csv"
          inputProps={{ 'aria-label': t('people.csv.choose') }}
          onChange={(chosen) => void choose(chosen)}
        >
          {(props) => (
            <Button {...props} variant={file ? 'default' : 'filled'}>
              {t(file ? 'people.csv.chooseOther' : 'people.csv.choose')}
            </Button>
          )}
        </FileButton>
      </DropArea>
      <Stack gap="md" aria-live="polite">
        {(attempt.isPending || work.isPending) && (
          <div>
            <Text size="sm">{t(work.isPending ? 'people.csv.importing' : 'people.csv.trying', { count: lines })}</Text>
            <Progress value={100} animated aria-label={t('state.loading')} />
          </div>
        )}
        {attempt.isError && <Refused error={attempt.error} />}
        {attempt.data && !work.data && (
          <>
            <Alert color="green" title={t('people.csv.good')}>
              {t('people.csv.would', attempt.data)}
            </Alert>
            <TouchedRequests requests={attempt.data.touched_requests} isDryRun />
          </>
        )}
        {work.isError && <Refused error={work.error} />}
        {work.data && (
          <>
            <Alert color="green" title={t('people.csv.done')}>
              {t('people.csv.result', work.data)}
            </Alert>
            <TouchedRequests requests={work.data.touched_requests} />
          </>
        )}
      </Stack>
      <Group>
        {file && attempt.data && !work.data && (
          <Button loading={work.isPending} onClick={() => work.mutate(file)}>
            {t('people.csv.import', { count: attempt.data.created + attempt.data.changed })}
          </Button>
        )}
        <ButtonLink to="/people" variant="default">
          {t('people.csv.back')}
        </ButtonLink>
      </Group>
    </Stack>
  )
}

function Refused({ error }: { error: Error }) {
  const { t } = useTranslation()
  const faults = error instanceof Refusal ? faultsOf(error) : []
  return (
    <Alert color="red" role="alert" title={t('people.csv.bad')}>
      {faults.length > 0 ? <FaultTable faults={faults} /> : sentenceOf(error)}
    </Alert>
  )
}
