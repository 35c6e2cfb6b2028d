// Builds dist/: the library with its types, and the command line, bundled and split.
// With --tests it builds what AVA runs instead, without checking types (npm run types does): the command line and build/.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { build } from 'esbuild'
import { licenseNotices } from './license-notices.js'
import { keepReachableTypes } from './reachable-types.js'

const tsc = (...args) =>
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...args], { stdio: 'inherit' })

const forTests = process.argv.includes('--tests')
rmSync('dist', { recursive: true, force: true })
if (!forTests) {
  tsc('-p', 'tsconfig.build.json')
  keepReachableTypes('dist/types', ['index', 'engine', 'define', 'composables', 'daemon', 'config'])
}

/** The package whose types and instances users of the library share, and the one with a native part. */
const shared = ['classic-level', 'zod']

/** Parts of packages that nothing here can reach, and esbuild cannot know it. */
const unreachable = {
  name: 'unreachable-parts',
  setup(building) {
    // Its index gathers WebSocket, caches, mocks and more beside what `adapters/http/undici.ts` takes.
    building.onLoad({ filter: /undici\/index\.js$/ }, () => ({
      contents: `
        exports.EnvHttpProxyAgent = require('./lib/dispatcher/env-http-proxy-agent')
        exports.fetch = require('./lib/web/fetch').fetch`,
    }))
    // A rule for files of type PKCS #12, which no prompt is, loads node-forge for them.
    building.onResolve({ filter: /^\.\/index-/ }, ({ kind, importer }) =>
      kind === 'dynamic-import' && importer.includes('secretlint-rule-preset-recommend')
        ? { path: 'node-forge', namespace: 'unreachable' }
        : undefined,
    )
    // It tries the faster of two builds of its parser first, and takes the one that runs everywhere if that cannot be had.
    building.onResolve({ filter: /llhttp_simd-wasm\.js$/ }, () => ({
      path: 'llhttp_simd-wasm',
      namespace: 'unreachable',
    }))
    building.onLoad({ filter: /./, namespace: 'unreachable' }, ({ path }) => ({
      contents: `throw new Error('git-doc is built without ${path}.')`,
    }))
  },
}

/** Bundled, so that each start loads only what it needs, and little is installed. */
const bundled = (entryPoints, outdir, { external = ['classic-level'], plugins = [] } = {}) =>
  build({
    entryPoints,
    outdir,
    bundle: true,
    metafile: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    minifyIdentifiers: true,
    // Stack traces and some packages go by the names of functions and classes.
    keepNames: true,
    legalComments: 'none',
    external,
    plugins: [unreachable, ...plugins],
    banner: {
      // What CommonJS packages expect to find.
      js: [
        "import { createRequire as __createRequire } from 'node:module'",
        "import { fileURLToPath as __fileURLToPath } from 'node:url'",
        'const require = __createRequire(import.meta.url)',
        'const __filename = __fileURLToPath(import.meta.url)',
      ].join(';'),
    },
  })
// The child is a program of its own: it is found beside the code that starts it.
const childProgram = 'src/app/log-check.child.ts'
/** Large packages, each behind a file that needs no state of ours: the library takes them from the command line's folder. */
const large = {
  undici: 'src/adapters/http/undici.ts',
  'find-secrets': 'src/adapters/secrets/find-secrets.ts',
  'es-module-lexer': 'src/adapters/jobs/es-module-lexer.ts',
  openai: 'src/adapters/llm/openai.ts',
  'isomorphic-git': 'src/adapters/git/isomorphic/isomorphic-git.ts',
  sucrase: 'src/adapters/jobs/sucrase.ts',
  remark: 'src/documentation/markdown/remark.ts',
  ajv: 'src/releases/schema/ajv.ts',
  yaml: 'src/releases/text/yaml.ts',
}
const largeOfCli = {
  name: 'large-packages-of-cli',
  setup(building) {
    const filter = new RegExp(`/(?:${Object.keys(large).join('|')})\\.ts$`)
    building.onResolve({ filter }, ({ path }) => ({
      path: `../cli/${basename(path, '.ts')}.js`,
      external: true,
    }))
  },
}
/** `z` is whole in a job, but for the messages in other languages: they are most of it. */
const inEnglish = {
  name: 'zod-in-english',
  setup(building) {
    building.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
    }))
  },
}
/** What runs in the process of a job, and what a job may import. They share code, and lie where nothing else is. */
const jobs = outdir =>
  bundled(
    {
      'job.child': 'src/adapters/jobs/job.child.ts',
      'supervisor.child': 'src/adapters/jobs/supervisor.child.ts',
      'resolve.child': 'src/adapters/jobs/resolve.child.ts',
      define: 'src/define.ts',
      composables: 'src/composables.ts',
    },
    outdir,
    { external: ['chokidar', 'fsevents'], plugins: [inEnglish] },
  )
const ofJobs = await jobs('dist/jobs')

const { metafile } = await bundled(
  { 'git-doc': 'src/cli.ts', 'log-check.child': childProgram, ...large },
  'dist/cli',
)
chmodSync('dist/cli/git-doc.js', 0o755)

if (!forTests) {
  const entries = {
    index: 'src/index.ts',
    engine: 'src/engine.ts',
    daemon: 'src/daemon.ts',
    config: 'src/config.ts',
    'log-check.child': childProgram,
  }
  const library = await bundled(entries, 'dist/lib', {
    external: shared,
    plugins: [largeOfCli],
  })
  writeFileSync(
    'dist/THIRD-PARTY-LICENSES.txt',
    licenseNotices([metafile, library.metafile, ofJobs.metafile]),
  )
}

if (forTests) {
  rmSync('build', { recursive: true, force: true })
  tsc('-p', 'tsconfig.json', '--noCheck')
  // A job is allowed to read the folder of these programs, so they must need no other.
  await jobs('build/src/adapters/jobs')
  // What each command loads: test/bundle.test.ts looks at it.
  writeFileSync('build/bundle.json', JSON.stringify(metafile))
  await bundled({ worker: 'build/test/crash/worker.js' }, 'build/crash')
}
