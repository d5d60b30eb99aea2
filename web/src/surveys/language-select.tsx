import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { locale } from '../i18n/index.ts'

/** Languages that people in companies write to each other in; a survey from a file may be in any other. */
const LANGUAGES = (
  'ar bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ka kk ko lt lv mk ms mt nb nl pl pt ro ru ' +
  'sk sl sq sr sv sw ta th tr uk ur vi zh'
).split(' ')

interface Props {
  /** A language tag; null where nobody has said. */
  value: string | null
  onChange: (value: string | null) => void
}

/** In which language a survey is written. */
export function LanguageSelect({ value, onChange }: Props) {
  const { t } = useTranslation()
  const names = new Intl.DisplayNames(locale(), { type: 'language' })
  const known = value === null || LANGUAGES.includes(value) ? LANGUAGES : [...LANGUAGES, value]
  const data = known.map((tag) => ({ value: tag, label: names.of(tag) ?? tag }))
  return (
    <Select
      label={t('share.language')}
      description={t('share.languageHint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      w={250}
      data={data.toSorted((a, b) => a.label.localeCompare(b.label, locale()))}
      value={value}
      searchable
      clearable
      onChange={onChange}
    />
  )
}
