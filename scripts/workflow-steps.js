// `node scripts/workflow-steps.js` lists the commands of .github/workflows: which can run on this machine, and why the others
// cannot. With the names of workflows or jobs (`ci`, `ci/checks`) it runs theirs one after another in a fresh clone, as the runner would.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const source = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(source, '.github', 'workflows')

/** What a command needs that only the forge has. The first that fits is told. */
const needs = [
  [/\bcosign\b/, 'signs with the identity of the workflow'],
  [/\bnpm publish\b/, 'publishes'],
  [/\bgh (?:release|api)\b/, 'writes to the forge'],
  [/\$\{\{/, 'has an expression of the forge in it'],
  [/\bpublished\//, 'compares with the files of another job'],
  [/\bnpm audit\b/, 'asks a service that not every registry has'],
  [/\bhttps:\/\//, 'clones from the network'],
  [/hook-managers/, 'installs other packages from the network'],
]

/** Every `run` step: workflow, job, command, its environment, and why it cannot run here. */
const steps = readdirSync(folder)
  .filter(file => /\.ya?ml$/.test(file))
  .flatMap(file => {
    const workflow = basename(file).replace(/\.ya?ml$/, '')
    const { jobs } = parse(readFileSync(join(folder, file), 'utf8'))
    return Object.entries(jobs).flatMap(([job, { steps: all }]) =>
      all
        .filter(({ run }) => run !== undefined)
        .map(({ run, env = {} }) => ({
          workflow,
          job,
          run,
          env,
          reason:
            needs.find(([pattern]) => pattern.test(run))?.[1] ??
            (Object.values(env).some(value => /\$\{\{/.test(value))
              ? 'is given values by the forge'
              : undefined),
        })),
    )
  })

const chosen = process.argv.slice(2)
if (chosen.length === 0) {
  for (const { workflow, job, run, reason } of steps)
    process.stdout.write(
      `${reason === undefined ? 'runs here' : `not here: it ${reason}`} | ${workflow}/${job} | ${run.trim().split('\n').join('; ')}\n`,
    )
} else {
  const wanted = steps.filter(
    ({ workflow, job, reason }) =>
      reason === undefined &&
      chosen.some(name => name === workflow || name === `${workflow}/${job}`),
  )
  if (wanted.length === 0) throw new Error(`No command of ${chosen.join(', ')} can run here.`)
  const place = mkdtempSync(join(tmpdir(), 'git-doc-workflow-'))
  try {
    let clone
    for (const { workflow, job, run, env } of wanted) {
      const name = `${workflow}/${job}`
      if (clone?.name !== name) {
        clone = { name, path: join(place, name.replace('/', '-')) }
        execFileSync('git', ['clone', '--quiet', source, clone.path])
      }
      process.stdout.write(`\n== ${name}: ${run.trim()}\n`)
      const { status } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', run], {
        cwd: clone.path,
        stdio: 'inherit',
        env: { ...process.env, ...env, CI: 'true', GITHUB_STEP_SUMMARY: join(place, 'summary.md') },
      })
      if (status !== 0) {
        process.stdout.write(`-- failed with ${status}\n`)
        process.exitCode = 1
        break
      }
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
