// Packs this package, installs it into an empty folder and uses it as a stranger would: the command line, the entries of the
// library, their types. Fails where the installation is larger than it may be.
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const most = { megabytes: 20, packages: 20 }
const source = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = mkdtempSync(join(tmpdir(), 'git-doc-package-'))
const empty = join(folder, 'empty')
const installed = join(empty, 'node_modules')

const run = (command, args, cwd = empty) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] }).toString()
const assert = (isSo, what) => {
  if (!isSo) throw new Error(what)
}

const files = path =>
  readdirSync(path, { recursive: true })
    .map(name => join(path, name))
    .filter(file => statSync(file, { throwIfNoEntry: false })?.isFile())

try {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], source),
  )
  mkdirSync(empty)
  writeFileSync(join(empty, 'package.json'), '{ "private": true, "type": "module" }\n')
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', join(folder, filename)])

  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  assert(
    run('npx', ['git-doc', 'version']).includes(version),
    'The command line prints another version.',
  )
  writeFileSync(
    join(empty, 'use.ts'),
    `import { kinds } from 'git-doc'\nimport { defineKind, memoryLog, viewsOf } from 'git-doc/engine'\n` +
      `const log = memoryLog({ projections: viewsOf(kinds), now: () => new Date() })\n` +
      `const { position }: { position: number } = await log.head()\n` +
      `console.log(typeof defineKind, position)\nawait log.close()\n`,
  )
  writeFileSync(
    join(empty, 'job.ts'),
    `import { useGit } from 'git-doc/composables'\nimport { defineJob, z, type Job, type JobResult } from 'git-doc/define'\n` +
      `const job: Job = defineJob({ meta: { name: 'a' }, run() {} })\n` +
      `export default defineJob({ meta: { name: 'b' }, on: ['post-commit', { success: 'pipeline/a' }], input: z.object({ count: z.number().default(1) }),\n` +
      `  async run({ input, files, log }): Promise<JobResult> {\n    const paths: string[] = await useGit().diff({ nameOnly: true })\n` +
      `    log.info(paths.join())\n    const twice: number = 2 * input.count\n    return { outputs: { twice, files } }\n  } })\n` +
      `console.log(job.meta.name, typeof useGit, z.number().parse(1))\n`,
  )
  writeFileSync(
    join(empty, 'tools.ts'),
    `import { configurationSchema, type Settings } from 'git-doc/config'\nimport { daemonStatus, type DaemonStatus } from 'git-doc/daemon'\n` +
      `const dirs = (settings: Settings): readonly string[] => settings.packs.dirs\nconst status: (place: { cwd: string }) => Promise<DaemonStatus> = daemonStatus\n` +
      `console.log(typeof configurationSchema(), typeof dirs, typeof status)\n`,
  )
  const compiler = join(source, 'node_modules', 'typescript', 'bin', 'tsc')
  const strict = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--module',
    'nodenext',
    '--target',
    'es2023',
  ]
  const types = [
    '--typeRoots',
    join(source, 'node_modules', '@types'),
    '--types',
    'node',
    '--skipLibCheck',
  ]
  run(process.execPath, [compiler, ...strict, ...types, 'use.ts', 'job.ts', 'tools.ts'])
  assert(
    run(process.execPath, ['use.js']).trim() === 'function 0',
    'The library prints something else.',
  )
  assert(
    run(process.execPath, ['job.js']).trim() === 'a function 1',
    'What a job imports prints something else.',
  )

  assert(
    run(process.execPath, ['tools.js']).trim() === 'object function function',
    'What other programs import prints something else.',
  )
  assert(existsSync(join(installed, 'git-doc', 'packs')), 'The packs are missing.')

  const own = join(installed, 'git-doc')
  for (const [, target] of readFileSync(join(own, 'README.md'), 'utf8').matchAll(
    /\]\((?!https?:|#)([^)#\s]+)/g,
  ))
    assert(
      existsSync(join(own, target)),
      `README.md links to ${target}, which the package does not have.`,
    )

  const packages = files(installed).filter(file =>
    /node_modules[/\\](@[^/\\]+[/\\])?[^/\\]+[/\\]package\.json$/.test(file),
  )
  const megabytes = files(installed).reduce((sum, file) => sum + statSync(file).size, 0) / 2 ** 20
  console.log(`Installed: ${packages.length} packages, ${megabytes.toFixed(1)} MB.`)
  assert(packages.length <= most.packages, `More than ${most.packages} packages.`)
  assert(megabytes <= most.megabytes, `More than ${most.megabytes} MB.`)

  // Whoever defines a kind of run installs XState; its charts work in the engine, which has a copy of its own.
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', 'xstate'])
  const example = readFileSync(join(source, 'examples', 'library.ts'), 'utf8').replace(
    '../src/engine.ts',
    'git-doc/engine',
  )
  writeFileSync(
    join(empty, 'own-kind.ts'),
    `${example}\nconst row = await makeBackup('backup-log')\nconsole.log(row?.state, row?.tag)\n`,
  )
  run(process.execPath, [compiler, ...strict, ...types, 'own-kind.ts'])
  assert(
    run(process.execPath, ['own-kind.js']).trim().endsWith('success done'),
    'A kind with a chart of another XState does not come to its end.',
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
