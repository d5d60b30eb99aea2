/** The walls of the house: each rule says what may not be imported from where, and why. */

const RULES = '^server/.*rules\\.ts$'
const TEST = '\\.test\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other can only be read, tested and moved together: they are one file, or want a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'rules-are-pure',
      comment: 'Rules decide from plain values, handed in: without database and HTTP each is tested in a line.',
      severity: 'error',
      from: { path: RULES },
      to: {
        path: [
          '^server/(db|http)/',
          '^server/.*(routes|store|actions)\\.ts$',
          '^server/(app|config|main|cli|serve|startup)\\.ts$',
          'node_modules/(@?fastify|kysely|nodemailer|pg|pino)/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-touch-nothing',
      comment: 'A rule that opens a file or a socket is no longer a decision over plain values.',
      severity: 'error',
      from: { path: RULES },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util)$' },
    },
    {
      name: 'queries-live-in-stores',
      comment:
        'Whoever asks what reads or writes a table finds it in one place: db/ and the store.ts of the module that owns it.',
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/db/', '^server/.*store\\.ts$', TEST] },
      to: { path: 'node_modules/kysely/' },
    },
    {
      name: 'routes-are-leaves',
      comment:
        'A route answers callers outside; what another module needs of it belongs in a store.ts, a rules.ts or an actions.ts.',
      severity: 'error',
      from: { path: '^server/([^/]+)', pathNot: ['^server/app\\.ts$', '^server/compat/', TEST] },
      to: { path: '^server/.*routes\\.ts$', pathNot: '^server/$1/' },
    },
    {
      name: 'compat-can-be-taken-away',
      comment: 'The older paths are adapters over the modules; a module that knew of them could not live without them.',
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/app\\.ts$', '^server/compat/', TEST] },
      to: { path: '^server/compat/' },
    },
    {
      name: 'environment-is-read-once',
      comment:
        'Settings are read and checked at the start, then handed down: nothing deeper can disagree with what was checked.',
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/startup\\.ts$', TEST] },
      to: { path: '^server/config\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'one-place-for-tables',
      comment:
        'Quotes, encodings, separators and formulas are dealt with once, for every file that comes in or goes out: server/tables/.',
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/tables/', TEST] },
      to: { path: 'node_modules/(csv-parse|csv-stringify|hucre)/' },
    },
    {
      name: 'server-stands-alone',
      comment: 'A deployment has server/ and the production packages, and neither tests nor tools.',
      severity: 'error',
      from: { path: '^server/', pathNot: TEST },
      to: { path: ['^(test|bench|scripts)/', TEST] },
    },
    {
      name: 'typebox-for-its-types',
      comment: 'Its code is hundreds of modules, which every start would load: http/type.ts makes the same schemas.',
      severity: 'error',
      from: { path: '^server/', pathNot: TEST },
      to: { path: 'node_modules/typebox/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'http-is-not-imported',
      comment:
        'An import of node:http loads an HTTP client with it at every start: http/node-http.ts has what is used.',
      severity: 'error',
      from: { path: '^server/', pathNot: TEST },
      to: { path: '^(node:)?https?$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-development-packages',
      comment: 'An installation without the development packages has to start.',
      severity: 'error',
      from: { path: '^server/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count too: they are erased when the server runs, and bind the files to each other all the same.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
