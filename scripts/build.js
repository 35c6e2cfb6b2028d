// Builds dist/ (the library with its types, the command line bundled and split); with --tests also build/, what AVA runs.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const tsc = (...args) =>
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...args], { stdio: 'inherit' })

rmSync('dist', { recursive: true, force: true })
tsc('-p', 'tsconfig.build.json')

/** The command line, or what a test starts a thousand times: bundled, so that each start loads only what it needs. */
const bundled = (entryPoints, outdir) =>
  build({
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    // LevelDB's native part is found by its package; the rest is bundled, so that a command loads only what it needs.
    external: ['classic-level'],
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
await bundled(
  { 'git-doc': 'src/cli.ts', 'log-check.child': 'src/app/log-check.child.ts' },
  'dist/cli',
)
chmodSync('dist/cli/git-doc.js', 0o755)

if (process.argv.includes('--tests')) {
  rmSync('build', { recursive: true, force: true })
  tsc('-p', 'tsconfig.json')
  await bundled({ worker: 'build/test/crash/worker.js' }, 'build/crash')
}
