/**
 * Loaded before anything else in every process of tests: what they make up at random is the same each time, so that no run
 * is red by chance. `TEST_SEED` gives another seed; `npm run test:repeat` takes another one for each run.
 */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 1) })
