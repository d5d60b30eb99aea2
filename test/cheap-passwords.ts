/**
 * Loaded before anything else in every process of tests: hashing a password as Teamroom does takes a core for some 25 ms,
 * on purpose, and tests do it thousands of times. Here such a hash takes next to nothing. Hashes of any other cost are
 * what they are, and servers that tests start as processes of their own do not load this.
 */
import crypto, { type Argon2Parameters } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { COST } from '../server/auth/password-cost.ts'

const argon2 = crypto.argon2
let held: Promise<void> | undefined
crypto.argon2 = (algorithm, parameters, done) => {
  const run = () => argon2(algorithm, cheaply(parameters), done)
  if (held) void held.then(run)
  else run()
}
syncBuiltinESMExports()

/** From now on no hash comes to its end in this process, until the function that this gives is called. */
export function holdPasswords(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  held = promise
  return () => {
    held = undefined
    resolve()
  }
}

function cheaply(parameters: Argon2Parameters): Argon2Parameters {
  const { memory, passes, parallelism } = parameters
  const isOurs = memory === COST.memory && passes === COST.passes && parallelism === COST.parallelism
  return isOurs ? { ...parameters, memory: 8, passes: 1 } : parameters
}
