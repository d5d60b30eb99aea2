import { Button, Card, Group, List, Text, ThemeIcon, Title, VisuallyHidden } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useUser } from '../auth/session.ts'
import { TextLink } from '../ui/links.tsx'
import { allSteps } from './welcome-steps.ts'

/** Whose welcome this browser no longer shows. */
const HIDDEN = 'teamroom welcome hidden'

/** Leads an administrator through what a new company needs, until all of it is there or they want no more of it. */
export function Welcome() {
  const { id } = useUser()
  const mayManage = useMay('manage_company')
  const [isHidden, setHidden] = useState(() => localStorage.getItem(HIDDEN) === id)
  if (!mayManage || isHidden) return null
  const hide = () => {
    localStorage.setItem(HIDDEN, id)
    setHidden(true)
  }
  return <Steps onHide={hide} />
}

/** Nothing while it is not known what is to be done: that is nothing, most of the time. */
function Steps({ onHide }: { onHide: () => void }) {
  const { t } = useTranslation()
  const { data: steps = [] } = useQuery(allSteps)
  if (steps.every(({ isDone }) => isDone)) return null
  return (
    <Card withBorder component="section" aria-labelledby="welcome">
      <Group justify="space-between" align="start" wrap="nowrap">
        <div>
          <Title order={2} size="h4" id="welcome">
            {t('welcome.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('welcome.text')}
          </Text>
        </div>
        <Button size="compact-sm" variant="subtle" flex="none" onClick={onHide}>
          {t('welcome.hide')}
        </Button>
      </Group>
      <List listStyleType="none" spacing="xs" mt="sm" center>
        {steps.map(({ name, to, isDone }) => (
          <List.Item key={name} icon={<Mark isDone={isDone} />}>
            <TextLink to={to} size="sm" {...(isDone && { c: 'dimmed' })}>
              {t(`welcome.${name}`)}
            </TextLink>
            <VisuallyHidden>{t(isDone ? 'welcome.done' : 'welcome.toDo')}</VisuallyHidden>
          </List.Item>
        ))}
      </List>
    </Card>
  )
}

function Mark({ isDone }: { isDone: boolean }) {
  return (
    <ThemeIcon size={22} radius="xl" variant={isDone ? 'filled' : 'default'} aria-hidden>
      <IconCheck size={14} style={{ visibility: isDone ? 'visible' : 'hidden' }} />
    </ThemeIcon>
  )
}
