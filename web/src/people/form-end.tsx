import { Alert, Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  /** What no field can show. */
  problem: string | undefined
  isBusy: boolean
  /** What the button says that sends the form: a verb. */
  button: string
  onCancel?: () => void
}

/** How every form ends: what is wrong with it, and its buttons. */
export function FormEnd({ problem, isBusy, button, onCancel }: Props) {
  const { t } = useTranslation()
  return (
    <>
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <Group>
        <Button type="submit" loading={isBusy}>
          {button}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('confirm.cancel')}
          </Button>
        )}
      </Group>
    </>
  )
}
