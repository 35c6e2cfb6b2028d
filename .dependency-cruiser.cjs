/** Inside to outside. A folder may import what stands before it, never what stands after. See ARCHITECTURE.md. */
const order = [
  ['errors', 'events'],
  ['machines'],
  ['documentation'],
  ['ports'],
  ['effects'],
  ['kinds'],
  ['projections'],
  ['engine'],
  ['commands'],
  ['app', 'index'],
  ['cli'],
]
const src = names => `^src/(${names.join('|')})(/|\\.ts$)`
const outermost = ['app', 'index', 'cli']

/** Packages each part may use: pure ones only, but for the edge. */
const packages = {
  events: 'zod',
  machines: 'xstate',
  documentation:
    '@noble/hashes|unified|remark-[a-z]+|mdast-util-[a-z-]+|@types/mdast|github-slugger|diff|picomatch|@types/picomatch',
  kinds: 'xstate|zod',
  projections: 'xstate',
  engine: 'xstate',
}
const core = [
  'errors',
  'events',
  'machines',
  'documentation',
  'ports',
  'effects',
  'kinds',
  'projections',
  'engine',
  'commands',
]

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
      to: {
        path: '^src/',
        pathNot: src(['adapters', 'errors', 'events', 'documentation', 'ports']),
      },
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
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/(cli|index)\\.ts$' },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
}
