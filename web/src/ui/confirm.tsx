import { Button, Group, Text, Title } from '@mantine/core'
import { useEffect, useId, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './confirm.module.css'

interface Question {
  title: string
  /** What will happen, in a sentence. */
  text: string
  /** What the button says that does it: a verb. */
  button: string
  /** What the other button says; left out: that it is cancelled. */
  cancel?: string
  onConfirm: () => void
  onCancel?: () => void
}

/** Which question it is, of all that are asked in this tab. */
type Asked = Question & { number: number }

let asked: Asked | undefined
let count = 0
const listeners = new Set<() => void>()

/** Asks before something is destroyed that nobody can bring back. A question that stands already is taken for cancelled. */
export function confirmLoss(question: Question): void {
  asked?.onCancel?.()
  ask({ ...question, number: ++count })
}

function ask(question: Asked | undefined): void {
  asked = question
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where questions are asked: stands once in the app. What is asked when it goes is asked no more. */
export function Questions() {
  const question = useSyncExternalStore(listen, () => asked)
  useEffect(() => () => ask(undefined), [])
  return question && <QuestionBox key={question.number} question={question} />
}

/** The browser's own dialog: it keeps the keyboard inside, ends by Escape, and gives the focus back. */
function QuestionBox({ question }: { question: Asked }) {
  const { title, text, button, cancel, onConfirm, onCancel } = question
  const { t } = useTranslation()
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const dialog = box.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  const finish = () => {
    // The box is out of sight a moment before it says that it is closed: another question may stand by then.
    if (asked !== question) return
    ask(undefined)
    if (box.current?.returnValue === 'confirm') onConfirm()
    else onCancel?.()
  }
  return (
    <dialog ref={box} className={styles.question} aria-labelledby={id} closedby="any" onClose={finish}>
      <form method="dialog">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        <Text size="sm" my="md">
          {text}
        </Text>
        <Group justify="end">
          <Button type="submit" variant="default">
            {cancel ?? t('confirm.cancel')}
          </Button>
          <Button type="submit" value="confirm" color="red">
            {button}
          </Button>
        </Group>
      </form>
    </dialog>
  )
}
