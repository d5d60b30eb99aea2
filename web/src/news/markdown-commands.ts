/** A text, and which part of it is selected. */
export interface Selected {
  text: string
  start: number
  end: number
}

/** Puts `text` in the place of what is between two positions, and selects something then. */
export interface Edit {
  from: number
  to: number
  text: string
  select: readonly [start: number, end: number]
}

export type Command = (selected: Selected) => Edit

/** Puts a mark before and behind what is selected, or takes it away. */
function wrap(mark: string): Command {
  return (selected) => {
    const { text, start, end } = trimmed(selected)
    const inner = text.slice(start, end)
    const [from, to] = [start - mark.length, end + mark.length]
    if (from >= 0 && text.slice(from, start) === mark && text.slice(end, to) === mark) {
      return { from, to, text: inner, select: [from, from + inner.length] }
    }
    return { from: start, to: end, text: mark + inner + mark, select: [start + mark.length, end + mark.length] }
  }
}

/** Marks stand beside words: one beside a space is no mark. */
function trimmed({ text, start, end }: Selected): Selected {
  const inner = text.slice(start, end)
  if (inner.trim() === '') return { text, start, end }
  return { text, start: end - inner.trimStart().length, end: start + inner.trimEnd().length }
}

/** Begins each selected line with a mark, or takes it from all of them. `mark` gets a line's number among them, from 0. */
function prefix(mark: (at: number) => string, known: RegExp): Command {
  return ({ text, start, end }) => {
    const from = text.lastIndexOf('\n', start - 1) + 1
    const after = text.indexOf('\n', end)
    const to = after === -1 ? text.length : after
    const lines = text.slice(from, to).split('\n')
    const isMarked = lines.every((line) => known.test(line))
    const changed = lines.map((line, at) => (isMarked ? line.replace(known, '') : mark(at) + line)).join('\n')
    const caret = Math.max(from, end + changed.length - (to - from))
    return { from, to, text: changed, select: start === end ? [caret, caret] : [from, from + changed.length] }
  }
}

/** Makes a link of what is selected, be it its words or its address, and selects what is still missing. */
const link: Command = ({ text, start, end }) => {
  const inner = text.slice(start, end)
  const isAddress = /^\w+:\/\/\S+$/.test(inner)
  if (isAddress) return { from: start, to: end, text: `[](${inner})`, select: [start + 1, start + 1] }
  const address = start + inner.length + 3
  return { from: start, to: end, text: `[${inner}](https://)`, select: [address, address + 'https://'.length] }
}

/** Marks code: among other words, or lines of their own. */
const code: Command = (selected) => {
  const { text, start, end } = selected
  const inner = text.slice(start, end)
  if (!inner.includes('\n')) return wrap('`')(selected)
  return { from: start, to: end, text: `\`\`\`\n${inner}\n\`\`\``, select: [start + 4, end + 4] }
}

type Name = 'bold' | 'italic' | 'heading' | 'link' | 'list' | 'numbered' | 'quote' | 'code'

/** What Markdown can do, each with the key that does it together with Ctrl, or Cmd on a Mac. */
export const COMMANDS: Record<Name, { run: Command; key?: string }> = {
  bold: { run: wrap('**'), key: 'B' },
  italic: { run: wrap('_'), key: 'I' },
  heading: { run: prefix(() => '## ', /^#{1,6} /) },
  link: { run: link, key: 'K' },
  list: { run: prefix(() => '- ', /^[-*+] /) },
  numbered: { run: prefix((at) => `${at + 1}. `, /^\d+\. /) },
  quote: { run: prefix(() => '> ', /^> ?/) },
  code: { run: code, key: 'E' },
}
