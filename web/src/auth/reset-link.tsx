import { Alert, Button, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, type Schema } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { sentenceOf } from '../ui/sentences.ts'
import { SharedLink } from '../ui/shared-link.tsx'

interface Props {
  user: Pick<Schema<'User'>, 'id' | 'username'>
  isOpen: boolean
  onClose: () => void
}

/** For administrators: makes a link by which somebody chooses another password, and shows it this once. */
export function ResetLink({ user, isOpen, onClose }: Props) {
  const { t } = useTranslation()
  const make = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/users/{id}/password-reset', { params: { path: { id: user.id } } })),
    gcTime: 0,
  })
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      closeOnClickOutside={make.data === undefined}
      onExitTransitionEnd={make.reset}
      title={t('resetLink.title', { name: user.username })}
      closeButtonProps={{ 'aria-label': t('resetLink.close') }}
    >
      <Stack align="start">
        <Text size="sm" role="status">
          {make.data ? t('resetLink.made', { until: showInstant(make.data.expires_at) }) : t('resetLink.text')}
        </Text>
        {make.isError && (
          <Alert color="red" role="alert">
            {sentenceOf(make.error)}
          </Alert>
        )}
        {make.data ? (
          // A server that was not told its own address gives a path.
          <SharedLink
            label={t('resetLink.link')}
            code={t('resetLink.code')}
            url={new URL(make.data.url, location.origin).href}
          />
        ) : (
          <Button loading={make.isPending} onClick={() => make.mutate()}>
            {t('resetLink.make')}
          </Button>
        )}
      </Stack>
    </Modal>
  )
}
