import { useEffect } from 'react'

const HEADINGS = 'h1, h2, h3'

/**
 * Keeps the keyboard's focus on the page. What has it may go, such as a request that was decided on, or be switched off,
 * such as a button while it sends: then the focus would fall to the top of the document. It waits for a button that
 * sends, and goes to the heading of what is left around the one that is gone.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    /** What had the focus last, and what was around it; none once somebody has left it. */
    let path: HTMLElement[] = []
    const remember = ({ target }: FocusEvent) => {
      path = []
      for (let at = target as HTMLElement | null; at; at = at.parentElement) path.push(at)
    }
    const leave = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) return
      // Some browsers say the same of what is removed: that is known once it is gone.
      queueMicrotask(() => {
        if (path[0] === target && isUsable(path[0])) path = []
      })
    }
    const bringBack = () => {
      const [last] = path
      if (last === undefined || isAnywhere() || isSending(last)) return
      const place = isUsable(last) ? last : headingAround(path.filter((element) => element.isConnected))
      place?.focus({ preventScroll: true })
    }
    const observer = new MutationObserver(bringBack)
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
    addEventListener('focusin', remember)
    addEventListener('focusout', leave)
    return () => {
      observer.disconnect()
      removeEventListener('focusin', remember)
      removeEventListener('focusout', leave)
    }
  }, [])
}

function isAnywhere(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body
}

function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled')
}

/** A button that sends is switched off until it is answered. */
function isSending(element: HTMLElement): boolean {
  return element.isConnected && element.dataset.loading !== undefined
}

/** The heading of the innermost of these that has one, ready for the focus; that of the page where none has. */
function headingAround(elements: readonly HTMLElement[]): HTMLElement | undefined {
  const around = elements.find((element) => element.querySelector(HEADINGS) !== null) ?? document.querySelector('main')
  const heading = around?.querySelector<HTMLElement>(around.matches('main, body') ? 'h1' : HEADINGS) ?? undefined
  if (heading) heading.tabIndex = -1
  return heading
}
