import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'

/** How near to the edge of the window the page begins to scroll, and how far at a time; in pixels. */
const EDGE = 60
const SCROLL = 12

/**
 * Orders the lines of a list by dragging their grips, with mouse, pen or finger, and by the arrow keys on them. `move` is
 * called for every line that one is taken past. Gives the line that is being dragged, and what its grip needs.
 */
export function useDragging(
  list: RefObject<HTMLElement | null>,
  move: (id: string, step: -1 | 1) => void,
  onStart: () => void,
) {
  const [draggedId, setDraggedId] = useState<string>()
  const latest = useRef(move)
  useEffect(() => {
    latest.current = move
  })
  useEffect(() => {
    if (draggedId === undefined) return
    const follow = ({ clientY }: globalThis.PointerEvent) => {
      if (clientY < EDGE) scrollBy(0, -SCROLL)
      if (clientY > innerHeight - EDGE) scrollBy(0, SCROLL)
      const step = stepTowards(list.current, draggedId, clientY)
      if (step !== undefined) latest.current(draggedId, step)
    }
    const end = () => setDraggedId(undefined)
    addEventListener('pointermove', follow)
    addEventListener('pointerup', end)
    addEventListener('pointercancel', end)
    return () => {
      removeEventListener('pointermove', follow)
      removeEventListener('pointerup', end)
      removeEventListener('pointercancel', end)
    }
  }, [draggedId, list])
  return {
    draggedId,
    grip: (id: string) => ({
      'data-grip': id,
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return
        onStart()
        setDraggedId(id)
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
  const dragged = list?.querySelector(`[data-grip="${id}"]`)?.closest('li')
  const middleOf = (line: Element) => {
    const { top, height } = line.getBoundingClientRect()
    return top + height / 2
  }
  const [above, below] = [dragged?.previousElementSibling, dragged?.nextElementSibling]
  if (above && y < middleOf(above)) return -1
  if (below && y > middleOf(below)) return 1
  return undefined
}

export type Dragging = ReturnType<typeof useDragging>
