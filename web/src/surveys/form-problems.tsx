import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Refusal } from '../api/client.ts'
import { sentenceOf } from '../ui/sentences.ts'
import { type Block, formOf } from './outline.ts'
import { isStale } from './use-saving.ts'

interface Props {
  error: Error
  blocks: readonly Block[]
  /** Opens the question or section that a problem is about. */
  onOpen: (id: string) => void
}

/** What the server refused, by the names of the questions rather than by their numbers. */
export function FormProblems({ error, blocks, onOpen }: Props) {
  const { t, i18n } = useTranslation()
  const form = formOf(blocks)
  const fields = error instanceof Refusal ? Object.entries(error.fields) : []
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
