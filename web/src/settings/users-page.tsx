import { Card, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { Pages } from '../ui/pages.tsx'
import { SettingsFrame } from './settings-frame.tsx'
import { UserRow } from './user-row.tsx'

const TYPING_MS = 250

/** Every account, and what administrators may do with it. */
export function UsersPage() {
  return (
    <SettingsFrame>
      <Users />
    </SettingsFrame>
  )
}

function Users() {
  const { t } = useTranslation()
  const { q } = useSearch({ from: '/settings/users' })
  const navigate = useNavigate()
  const search = useDebouncedCallback(
    (words: string) => void navigate({ to: '/settings/users', search: words ? { q: words } : {}, replace: true }),
    TYPING_MS,
  )
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('settings.users.text')}
      </Text>
      <TextInput
        type="search"
        label={t('settings.users.search')}
        maxLength={254}
        defaultValue={q ?? ''}
        onChange={(event) => search(event.currentTarget.value.trim())}
      />
      <Card withBorder>
        <Pages
          queryKey={['users', 'list', q ?? '']}
          pageAt={(page) => pageOf(api.GET('/api/users', { params: { query: { ...page, ...(q && { q }) } } }))}
          empty={t('settings.users.nobody')}
        >
          {(users) => (
            <Stack gap="lg">
              {users.map((user) => (
                <UserRow key={user.id} user={user} />
              ))}
            </Stack>
          )}
        </Pages>
      </Card>
    </Stack>
  )
}
