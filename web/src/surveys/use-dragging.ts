import { type KeyboardEvent, type PointerEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** How near to the edge of the window the page begins to scroll, and how far at a time; in pixels. */
const EDGE = 60
const SCROLL = 12

/** A line that is dragged, and where its grip was in the window when that began. */
interface Drag {
  id: string
  y: number
}

/**
 * Orders the lines of a list by dragging their grips, with mouse, pen or finger, and by the arrow keys on them. `move` is
 * called for every line that one is taken past. Gives the line that is being dragged, and what its grip needs.
 */
export function useDragging(
  list: RefObject<HTMLElement | null>,
  move: (id: string, step: -1 | 1) => void,
  onStart: () => void,
) {
  const [drag, setDrag] = useState<Drag>()
  const latest = useRef(move)
  useLayoutEffect(() => {
    latest.current = move
  })
  useLayoutEffect(() => {
    const grip = drag && gripOf(list.current, drag.id)
    if (!grip) return
    // Other lines may have become shorter at the start: the dragged one is brought back to the pointer.
    const strayed = middleOf(grip) - drag.y
    const before = scrollY
    scrollBy({ top: strayed, behavior: 'instant' })
    const rest = strayed - (scrollY - before)

    const follow = ({ clientY }: globalThis.PointerEvent) => {
      if (clientY < EDGE) scrollBy(0, -SCROLL)
      if (clientY > innerHeight - EDGE) scrollBy(0, SCROLL)
      // A hurried pointer, or a busy browser, leaves out what lies between: a line may be taken past several at once.
      for (let lines = list.current?.childElementCount ?? 0; lines > 0; lines--) {
        const step = stepTowards(list.current, drag.id, clientY + rest)
        if (step === undefined) break
        flushSync(() => latest.current(drag.id, step))
      }
    }
    const end = (event: globalThis.PointerEvent) => {
      if (event.type === 'pointerup') follow(event)
      setDrag(undefined)
    }
    addEventListener('pointermove', follow)
    addEventListener('pointerup', end)
    addEventListener('pointercancel', end)
    return () => {
      removeEventListener('pointermove', follow)
      removeEventListener('pointerup', end)
      removeEventListener('pointercancel', end)
    }
  }, [drag, list])
  return {
    draggedId: drag?.id,
    grip: (id: string) => ({
      'data-grip': id,
      onPointerDown: ({ button, currentTarget }: PointerEvent) => {
        if (button !== 0) return
        onStart()
        setDrag({ id, y: middleOf(currentTarget) })
      },
      onKeyDown: (event: KeyboardEvent) => {
        const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : undefined
        if (step === undefined) return
        event.preventDefault()
        move(id, step)
      },
    }),
  }
}

/** Whether the pointer is beyond the middle of the line above (-1) or below (1) the one that is dragged. */
function stepTowards(list: HTMLElement | null, id: string, y: number): -1 | 1 | undefined {
  const dragged = gripOf(list, id)?.closest('li')
  const [above, below] = [dragged?.previousElementSibling, dragged?.nextElementSibling]
  if (above && y < middleOf(above)) return -1
  if (below && y > middleOf(below)) return 1
  return undefined
}

function gripOf(list: HTMLElement | null, id: string): Element | null | undefined {
  return list?.querySelector(`[data-grip="${id}"]`)
}

function middleOf(element: Element): number {
  const { top, height } = element.getBoundingClientRect()
  return top + height / 2
}

export type Dragging = ReturnType<typeof useDragging>
