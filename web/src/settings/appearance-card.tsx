import {
  Card,
  Input,
  type MantineColorScheme,
  SegmentedControl,
  Select,
  Stack,
  Title,
  useMantineColorScheme,
} from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { chosenLanguage, LANGUAGES, type Language } from '../i18n/catalogues.ts'
import { chooseLanguage } from '../i18n/index.ts'

const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' }
const SCHEMES = ['auto', 'light', 'dark'] as const satisfies MantineColorScheme[]

/** How the app looks in this browser: its language, and its colours. */
export function AppearanceCard() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Card withBorder component="section" aria-labelledby="appearance">
      <Title order={2} size="h4" mb="xs" id="appearance">
        {t('settings.appearance')}
      </Title>
      <Stack gap="sm" align="start">
        <Select
          label={t('settings.language')}
          w="100%"
          maw={320}
          data={[
            { value: '', label: t('settings.asBrowser') },
            ...LANGUAGES.map((value) => ({ value, label: NAMES[value] })),
          ]}
          value={chosenLanguage() ?? ''}
          onChange={(value) => void chooseLanguage((value as Language) || null)}
          allowDeselect={false}
        />
        <Input.Wrapper label={t('settings.colours')} labelElement="div">
          <SegmentedControl
            display="flex"
            aria-label={t('settings.colours')}
            data={SCHEMES.map((value) => ({ value, label: t(`settings.scheme.${value}`) }))}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as MantineColorScheme)}
          />
        </Input.Wrapper>
      </Stack>
    </Card>
  )
}
