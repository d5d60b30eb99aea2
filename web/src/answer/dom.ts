type Child = Node | string | null

/** An element with these properties and children; `class`, `for`, `aria-…` and `data-…` are attributes. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Record<string, unknown> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (/^(class|for|role|aria-.*|data-.*)$/.test(name)) made.setAttribute(name, String(value))
    else Object.assign(made, { [name]: value })
  }
  made.append(...children.filter((child) => child !== null))
  return made
}

/** An element whose content is HTML that the server has sanitised. */
export function sanitised(html: string, properties: { lang?: string } = {}): HTMLElement {
  return element('div', { class: 'text', innerHTML: html, ...properties })
}
