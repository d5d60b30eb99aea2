/** What a password's hash costs: OWASP's recommendation for Argon2id, 19 MiB (in KiB), two passes, one lane. */
export const COST = { memory: 19_456, passes: 2, parallelism: 1 }
