import { Alert, Button, FileButton, Group, Progress, Radio, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, Refusal, type Schema } from '../api/client.ts'
import { saveBlob } from '../api/save-file.ts'
import { useToday } from '../ui/company.ts'
import { ButtonLink } from '../ui/links.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { sentenceOf } from '../ui/sentences.ts'
import { DropArea } from './drop-area.tsx'
import { FaultTable } from './fault-table.tsx'
import { faultsIn, faultsOf, template } from './import-file.ts'
import { TouchedRequests } from './touched-requests.tsx'

interface Chosen {
  name: string
  /** As they are: the server alone says how they are encoded. */
  bytes: ArrayBuffer
  /** Whether days or months come first, once somebody has said. */
  dates?: DateOrder
}

type DateOrder = 'dmy' | 'mdy'

function send({ bytes, dates }: Chosen, dry_run: boolean) {
  return bodyOf(
    api.POST('/api/employees/import', {
      params: { query: { dry_run, ...(dates && { date_format: dates }) } },
      headers: { 'content-type': 'text/csv' },
      body: '',
      bodySerializer: () => bytes,
    }),
  )
}

/** Adds and changes people from a CSV file: tried first, and done when nothing is wrong with it. */
export function ImportPage() {
  const { t } = useTranslation()
  usePageTitle(t('people.import'))
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
    tryOut({ name: chosen.name, bytes: await chosen.arrayBuffer() })
  }
  const tryOut = (chosen: Chosen) => {
    setFile(chosen)
    work.reset()
    attempt.mutate(chosen)
  }
  const lines = attempt.data?.rows.length
  return (
    <Stack gap="md">
      <Title order={1}>{t('people.import')}</Title>
      <Text>{t('people.csv.hint')}</Text>
      <Button variant="default" w="fit-content" onClick={() => saveBlob(template(today), 'employees-template.csv')}>
        {t('people.csv.template')}
      </Button>
      <DropArea onDrop={(dropped) => void choose(dropped)}>
        <Text>{file ? shownName(file, lines) : t('people.csv.drop')}</Text>
        <FileButton
          accept=".csv,.txt,.tsv,text/csv"
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
            <Text size="sm">
              {work.isPending ? t('people.csv.importing', { count: lines }) : t('people.csv.trying')}
            </Text>
            <Progress value={100} animated aria-label={t('state.loading')} />
          </div>
        )}
        {attempt.isError && <Refused error={attempt.error} />}
        {file && attempt.data && !work.data && (
          <Tried tried={attempt.data} dates={file.dates} onDates={(dates) => tryOut({ ...file, dates })} />
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
        {file && attempt.data?.wrong === 0 && !work.data && (
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

/** What the import would do, or what is wrong with which line. */
function Tried({ tried, dates, onDates }: TriedProps) {
  const { t } = useTranslation()
  const leftOut = tried.columns.filter(({ field, title }) => field === null && title !== '').map(({ title }) => title)
  return (
    <>
      {(tried.date_format === null || dates !== undefined) && (
        <Radio.Group
          label={t('people.csv.dates')}
          value={dates ?? null}
          onChange={(value) => onDates(value as DateOrder)}
        >
          <Group mt="xs">
            <Radio value="dmy" label={t('people.csv.dayFirst')} />
            <Radio value="mdy" label={t('people.csv.monthFirst')} />
          </Group>
        </Radio.Group>
      )}
      {leftOut.length > 0 && <Text size="sm">{t('people.csv.leftOut', { columns: leftOut.join(', ') })}</Text>}
      {tried.wrong > 0 ? (
        <Alert color="red" role="alert" title={t('people.csv.bad')}>
          <FaultTable faults={faultsIn(tried).slice(0, MAX_SHOWN)} />
        </Alert>
      ) : (
        <Alert color="green" title={t('people.csv.good')}>
          {t('people.csv.would', tried)}
        </Alert>
      )}
      <TouchedRequests requests={tried.touched_requests} isDryRun />
    </>
  )
}

interface TriedProps {
  tried: Schema<'EmployeeImport'>
  dates: DateOrder | undefined
  onDates: (dates: DateOrder) => void
}

/** Faults that are shown at once; a file may have thousands. */
const MAX_SHOWN = 200

function shownName({ name }: Chosen, lines: number | undefined): string {
  return lines === undefined ? name : i18next.t('people.csv.file', { name, count: lines })
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
