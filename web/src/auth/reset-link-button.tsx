import { Alert, Button, CopyButton, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { sentenceOf } from '../ui/sentences.ts'

/** For administrators: makes a link by which somebody chooses another password, and shows it this once. */
export function ResetLinkButton({ user }: { user: Pick<Schema<'User'>, 'id' | 'username' | 'disabled_at'> }) {
  const { t } = useTranslation()
  const [isOpen, { open, close }] = useDisclosure(false)
  const make = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/users/{id}/password-reset', { params: { path: { id: user.id } } })),
    gcTime: 0,
  })
  return (
    <>
      <Button size="compact-sm" variant="default" disabled={user.disabled_at !== null} onClick={open}>
        {t('resetLink.make')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        onExitTransitionEnd={make.reset}
        title={t('resetLink.title', { name: user.username })}
        closeButtonProps={{ 'aria-label': t('resetLink.close') }}
      >
        <Stack align="start">
          {make.isError && (
            <Alert color="red" role="alert">
              {sentenceOf(make.error)}
            </Alert>
          )}
          {make.data ? (
            <MadeLink {...make.data} />
          ) : (
            <>
              <Text size="sm">{t('resetLink.text')}</Text>
              <Button loading={make.isPending} onClick={() => make.mutate()}>
                {t('resetLink.make')}
              </Button>
            </>
          )}
        </Stack>
      </Modal>
    </>
  )
}

function MadeLink({ url, expires_at }: Schema<'ResetLink'>) {
  const { t } = useTranslation()
  const link = new URL(url, location.origin).href
  return (
    <>
      <Text size="sm">{t('resetLink.made', { until: showInstant(expires_at) })}</Text>
      <TextInput
        w="100%"
        label={t('resetLink.link')}
        value={link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton value={link}>
        {({ copied, copy }) => <Button onClick={copy}>{t(copied ? 'resetLink.copied' : 'resetLink.copy')}</Button>}
      </CopyButton>
    </>
  )
}
