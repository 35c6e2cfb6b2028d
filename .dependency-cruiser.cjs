/** What each kind of run knows of its subject, in a folder of its own. */
const knowledge = ['bundles', 'documentation', 'jobs', 'pipelines', 'releases', 'upstream']

/** Inside to outside. A folder may import what stands before it, never what stands after. See ARCHITECTURE.md. */
const order = [
  ['errors', 'events'],
  ['ports'],
  ['machines'],
  ['engine'],
  ['projections'],
  knowledge,
  ['kinds'],
  ['commands'],
  ['app', 'index', 'engine\\.ts', 'define', 'composables', 'daemon', 'config'],
  ['cli'],
]
/** The library's entry `engine.ts` lies beside the folder of the same name, as `cli.ts` does. */
const pathOf = name =>
  ({ engine: 'engine/', 'engine\\.ts': 'engine\\.ts$' })[name] ?? `${name}(/|\\.ts$)`
const src = names => (names.length > 0 ? `^src/(${names.map(pathOf).join('|')})` : '^$')
const outermost = [
  'app',
  'index',
  'engine\\.ts',
  'define',
  'composables',
  'daemon',
  'config',
  'cli',
]

/** Packages each part may use: pure ones only, but for the edge. */
const packages = {
  errors: 'fastest-levenshtein',
  events: 'zod',
  ports: '',
  machines: 'xstate',
  engine: 'xstate|zod',
  projections: 'xstate',
  documentation:
    '@noble/hashes|unified|remark-[a-z]+|mdast-util-[a-z-]+|@types/mdast|github-slugger|diff|picomatch|@types/picomatch|lru-cache|htmlparser2|domhandler',
  bundles: 'fflate|zod',
  jobs: '@noble/hashes|zod|picomatch|@types/picomatch|semver|@types/semver|yaml',
  pipelines: '@noble/hashes|picomatch|@types/picomatch|semver|@types/semver|htmlparser2|zod',
  releases:
    'ajv|ajv-formats|yaml|semver|@types/semver|picomatch|@types/picomatch|zod|@noble/hashes',
  upstream: '@noble/hashes|semver|@types/semver|zod',
  kinds: 'xstate|zod|lru-cache|p-limit',
}
const core = [
  'errors',
  'events',
  'ports',
  'machines',
  'engine',
  'projections',
  ...knowledge,
  'kinds',
  'commands',
]

/** Events, and parts of events, that all kinds share. */
const lifecycle =
  'recorded|upcast|lifecycle|object-id|model-call|document-change|file-change|receipt|steps'

module.exports = {
  forbidden: [
    ...order.map((names, place) => ({
      name: `${names.join('-')}-looks-inward`,
      severity: 'error',
      comment: `May import only: ${order.slice(0, place).flat().join(', ') || 'nothing'}.`,
      from: { path: src(names) },
      to: {
        path: src([
          ...order.slice(place + 1).flat(),
          ...(names.some(name => outermost.includes(name)) ? [] : ['adapters']),
        ]),
      },
    })),
    {
      name: 'the-engine-knows-no-kind',
      severity: 'error',
      comment:
        'Engine, ports and shared projections know lifecycle events, tags and steps, never a kind of run.',
      from: {
        path: '^src/(engine/|ports/|projections/[^/]+\\.ts$)',
        pathNot: '^src/projections/branches\\.ts$',
      },
      to: {
        path: `^src/(events|machines|${knowledge.join('|')}|kinds|projections/[^/]+/)`,
        pathNot: `^src/(events/(${lifecycle})|machines/(tags|stepped-run))\\.ts$`,
      },
    },
    {
      name: 'kinds-know-no-other-kind',
      severity: 'error',
      comment:
        'A kind of run stands alone; what two of them need belongs to the engine or to a port.',
      from: { path: '^src/kinds/([^/]+)' },
      to: { path: '^src/kinds/', pathNot: '^src/kinds/$1' },
    },
    {
      name: 'knowledge-of-one-kind-stands-alone',
      severity: 'error',
      comment: 'What one kind of run knows of its subject is no matter of another kind.',
      from: { path: `^src/(${knowledge.join('|')})/` },
      to: { path: `^src/(${knowledge.join('|')})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'kinds-are-listed-last',
      severity: 'error',
      comment: 'A kind does not know the list it is on.',
      from: { path: '^src/kinds/' },
      to: { path: '^src/kinds\\.ts$' },
    },
    {
      name: 'cli-leaves-adapters-to-app',
      severity: 'error',
      comment: 'Only app chooses adapters.',
      from: { path: src(['cli', 'index']) },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'adapters-know-only-ports',
      severity: 'error',
      comment: 'An adapter keeps the promises of a port; it knows no engine and no kind of run.',
      from: { path: '^src/adapters/' },
      to: { path: '^src/', pathNot: src(['adapters', 'errors', 'events', 'ports']) },
    },
    ...core.map(name => ({
      name: `${name}-stays-off-the-world`,
      severity: 'error',
      comment:
        'Clock, disk, network and process stay in adapters, app and cli; packages of the core are pure.',
      from: { path: src([name]) },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev'],
        ...(packages[name] ? { pathNot: `node_modules/(${packages[name]})/` } : {}),
      },
    })),
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'What is loaded only when it is due may know who loads it.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: '^src/(cli|index|engine|define|composables|daemon|config)\\.ts$',
      },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
}
