/** The file at the root of a release that says what it is. */
export const RELEASE = 'release.json'

/** What a release is, as its own file says it. */
export interface Release {
  version: string
  /** The oldest Node that runs it. */
  node: string
  /** All that it knows, in their order, each with its checksum. */
  migrations: { name: string; checksum: string }[]
}
