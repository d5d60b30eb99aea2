interface Page<T> {
  rows: T[]
  next: string | undefined
}

/**
 * Every row of a list that is short by its nature, page after page. `pageAt` is given the cursor of a page, as a part of a
 * query. @throws Refusal when the server refused.
 */
export async function allRows<T>(pageAt: (page: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page: Page<T> = await pageAt(next ? { cursor: next } : {})
    rows.push(...page.rows)
    next = page.next
  }
  return rows
}
