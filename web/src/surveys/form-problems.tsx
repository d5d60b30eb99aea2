import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Refusal } from '../api/client.ts'
import { sentenceOf } from '../ui/sentences.ts'
import { type Block, formOf } from './outline.ts'
import { isStale } from './use-saving.ts'

type Sent = { blocks: readonly Block[] } & Record<string, unknown>

interface Props {
  error: Error
  /** What was refused. */
  sent: Sent
  /** What is worked on since. */
  now: Sent
  /** Opens the question or section that a problem is about. */
  onOpen: (id: string) => void
}

/** What the server refused and has not been changed since, by the names of the questions rather than by their numbers. */
export function FormProblems({ error, sent, now, onOpen }: Props) {
  const { t, i18n } = useTranslation()
  const form = formOf(sent.blocks)
  const refused = error instanceof Refusal ? Object.entries(error.fields) : []
  const fields = refused.filter(([field]) => !isMended(field, sent, now))
  if (refused.length > 0 && fields.length === 0) return null
  const placeOf = (field: string) => {
    const [, list, at, setting] = field.match(/^(questions|sections)\.(\d+)(?:\.([a-z_]+))?/) ?? []
    const item = form[list as 'questions' | 'sections']?.[Number(at)]
    if (!item) return { name: i18n.exists(`clash.${field}`) ? t(`clash.${field}`) : field }
    const title = item.title || t(list === 'questions' ? 'builder.untitled' : 'builder.untitledSection')
    const name = list === 'questions' ? `${Number(at) + 1}. ${title}` : title
    return {
      id: item.id,
      name: setting && i18n.exists(`builder.${setting}`) ? `${name}, ${t(`builder.${setting}`)}` : name,
    }
  }
  return (
    <Alert color="red" role="alert" title={t('builder.problem')}>
      {isStale(error) && t('builder.stale')}
      {!isStale(error) && fields.length === 0 && sentenceOf(error)}
      <Stack gap={4}>
        {fields.map(([field, said]) => {
          const { id, name } = placeOf(field)
          return (
            <Text key={field} size="sm">
              {id === undefined ? (
                name
              ) : (
                <Anchor component="button" type="button" size="sm" ta="start" onClick={() => onOpen(id)}>
                  {name}
                </Anchor>
              )}
              : {said.join(' ')}
            </Text>
          )
        })}
      </Stack>
    </Alert>
  )
}

/** Whether what a problem is about has been changed: a question, a section, or a text of the survey. */
function isMended(field: string, sent: Sent, now: Sent): boolean {
  const [, list, at, setting] = field.match(/^(questions|sections)\.(\d+)(?:\.([a-z_]+))?/) ?? []
  if (list === undefined) return field in sent && sent[field] !== now[field]
  // Rules look at other questions, and sections hold them: any change may have mended these.
  if (setting === 'shown_if' || setting === 'section') return sent.blocks !== now.blocks
  const name = list as 'questions' | 'sections'
  const before = formOf(sent.blocks)[name][Number(at)]
  const after = formOf(now.blocks)[name].find(({ id }) => id === before?.id)
  return JSON.stringify(before) !== JSON.stringify(after)
}
