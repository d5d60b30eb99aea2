import FindMyWay from 'find-my-way'

/** Which methods each path has. */
export class AllowedMethods {
  readonly #methods = new Map<string, Set<string>>()
  readonly #paths = FindMyWay({ ignoreTrailingSlash: false, maxParamLength: 500 })

  /** Notes methods of a path, which may have parameters. */
  add(path: string, methods: readonly string[]): void {
    const known = this.#methods.get(path) ?? new Set(['OPTIONS'])
    for (const name of methods) known.add(name)
    // Where a HEAD is, a GET is too; of a prefix's own path Fastify announces the HEAD alone.
    if (known.has('HEAD')) known.add('GET')
    if (!this.#methods.has(path)) this.#paths.on('GET', path, () => {}, known)
    this.#methods.set(path, known)
  }

  /** The methods of whatever has this address, as `Allow` names them (RFC 9110); undefined when nothing has it. */
  of(address: string): string | undefined {
    const known = this.#paths.find('GET', address.split('?', 1)[0] as string)?.store as Set<string> | undefined
    return known && [...known].sort().join(', ')
  }
}
