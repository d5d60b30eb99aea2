import { Alert, Button, Checkbox, Group, Radio, Stack, Text, TextInput, Title } from '@mantine/core'
import { useLayoutEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Refusal } from '../api/client.ts'
import { localOf, timeZone } from '../ui/local-time.ts'
import { noticeDone } from '../ui/notices.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { sentenceOf } from '../ui/sentences.ts'
import { Clash } from './clash.tsx'
import { Disclosure, type DisclosureDraft, disclosureOf } from './disclosure.tsx'
import { LanguageSelect } from './language-select.tsx'
import type { Read, Survey } from './queries.ts'
import { useDraft } from './use-draft.ts'
import { useSaving } from './use-saving.ts'

/** What is decided about replies; instants as the browser's own field for dates and times has them. */
interface Decided extends DisclosureDraft {
  audience: Survey['audience']
  anonymous: boolean
  one_reply_each: boolean
  listed: boolean
  opens_at: string
  due_at: string
  reply_cap: number | null
  language: string | null
}

const termsOf = (survey: Survey): Decided => ({
  audience: survey.audience,
  anonymous: survey.anonymous,
  ...disclosureOf(survey),
  one_reply_each: survey.one_reply_each,
  listed: survey.listed,
  opens_at: localOf(survey.opens_at),
  due_at: localOf(survey.due_at),
  reply_cap: survey.reply_cap,
  language: survey.language,
})

const instantOf = (local: string) => (local === '' ? null : new Date(local).toISOString())

/** Only what is changed. What follows from the audience is left to the server, but for members. */
function bodyOf({ opens_at, due_at, ...changed }: Partial<Decided>) {
  if (changed.audience !== undefined && changed.audience !== 'members') delete changed.one_reply_each
  return {
    ...changed,
    ...(opens_at !== undefined && { opens_at: instantOf(opens_at) }),
    ...(due_at !== undefined && { due_at: instantOf(due_at) }),
  }
}

/** Whom a survey is for, whether it is anonymous, and how long it takes how many replies. */
export function Terms({ onUnsaved, ...read }: Read & { onUnsaved: (isUnsaved: boolean) => void }) {
  const { t } = useTranslation()
  const drafting = useDraft(read, termsOf)
  const { draft, change, changed, clashes } = drafting
  const save = useSaving(drafting, termsOf, bodyOf)
  const isChanged = Object.keys(changed).length > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: said when it changes.
  useLayoutEffect(() => onUnsaved(isChanged), [isChanged])
  const isLocked = read.survey.reply_count > 0
  const isSettled = read.survey.anonymous && read.survey.published_version !== null
  const fields = save.error instanceof Refusal ? save.error.fields : {}
  const hasOtherError = Object.keys(fields).some((field) => !(field in draft)) || Object.keys(fields).length === 0
  const checkbox = (name: 'anonymous' | 'one_reply_each' | 'listed') => ({
    label: t(`share.${name}`),
    checked: draft[name],
    error: fields[name]?.join(' '),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [name]: event.currentTarget.checked }),
  })
  const instant = (name: 'opens_at' | 'due_at') => ({
    type: 'datetime-local',
    label: t(`share.${name}`),
    value: draft[name],
    error: fields[name]?.join(' '),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [name]: event.currentTarget.value }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(undefined, { onSuccess: () => noticeDone(t('share.saved')) })
      }}
    >
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('share.terms')}
        </Title>
        <Radio.Group
          label={t('share.audience')}
          value={draft.audience}
          onChange={(audience) => change({ audience: audience as Decided['audience'] })}
        >
          <Stack gap={6} mt={6}>
            {(['members', 'anyone', 'invited'] as const).map((value) => (
              <Radio key={value} value={value} label={t(`share.${value}`)} disabled={isLocked} />
            ))}
          </Stack>
        </Radio.Group>
        <Checkbox {...checkbox('anonymous')} description={t('share.anonymousHint')} disabled={isLocked || isSettled} />
        {draft.anonymous && (
          <Disclosure
            draft={draft}
            questions={read.survey.questions}
            sections={read.survey.sections}
            isSettled={isSettled}
            errors={fields}
            onChange={change}
          />
        )}
        {draft.audience === 'members' && <Checkbox {...checkbox('one_reply_each')} disabled={isLocked} />}
        {isLocked && (
          <Text size="sm" c="dimmed">
            {t('share.locked')}
          </Text>
        )}
        {draft.audience !== 'invited' && <Checkbox {...checkbox('listed')} description={t('share.listedHint')} />}
        <Group align="start">
          <TextInput {...instant('opens_at')} />
          <TextInput {...instant('due_at')} />
          <NumberField
            label={t('share.reply_cap')}
            min={1}
            w={210}
            value={draft.reply_cap}
            error={fields.reply_cap?.join(' ')}
            allowDecimal={false}
            onChange={(reply_cap) => change({ reply_cap })}
          />
          <LanguageSelect value={draft.language} onChange={(language) => change({ language })} />
        </Group>
        <Text size="sm" c="dimmed">
          {t('share.zone', { zone: timeZone() })}
        </Text>
        <Clash drafting={drafting} />
        {save.isError && clashes.length === 0 && hasOtherError && (
          <Alert color="red" role="alert">
            {sentenceOf(save.error)}
          </Alert>
        )}
        <Button type="submit" w="fit-content" loading={save.isPending} disabled={!isChanged || clashes.length > 0}>
          {t('share.save')}
        </Button>
      </Stack>
    </form>
  )
}
