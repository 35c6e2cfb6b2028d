import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test, { type ExecutionContext } from 'ava'
import { until } from '../support/background.ts'
import { answered, bySection, failed, modelServer, type Script } from '../support/model-server.ts'
import { mapping, modelSettings } from '../support/model-story.ts'
import { cliPath } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'

const readme = '# Tool\n\n## Usage\n\nRun `tool`.\n\n## Options\n\nNone.\n\n## Flags\n\nNone.\n'
const usage = '## Usage\n\nRun `tool --fast`.\n'
const options = '## Options\n\nThere is `--fast`.\n'

/** A repository with one new commit that mappings bring to three sections, and a server in the model's place. */
const story = async (
  t: ExecutionContext,
  script: Script,
  sections = ['Usage', 'Options', 'Flags'],
) => {
  const server = await modelServer(t, script)
  const repository = storyRepository(t)
  const mappings = sections.map(section => mapping(section))
  repository.commit('Begin', {
    'README.md': readme,
    'src/a.ts': 'export const tool = 1\n',
    '.git-doc/config.toml': `${modelSettings(server.url, { key: 'none' })}${mappings.join('')}`,
  })
  await repository.run('git-doc update --from HEAD')
  const code = repository.commit('Add --fast', {
    'src/a.ts': 'export const tool = 1\nexport const fast = true\n',
  })
  return { ...repository, server, code }
}

test('a retry of one target asks for that one only; the others stay failed and cost nothing', async t => {
  const notNow = failed(500, { message: 'Not now.' })
  const { run, git, server, code } = await story(
    t,
    bySection({ Usage: [answered(usage)], Options: [notNow, answered(options)], Flags: [notNow] }),
  )
  t.is((await run('git-doc update')).code, 1)
  t.is(server.requests.length, 3)
  const unknown = await run('git-doc retry --target "README.md#Usage"')
  t.is(unknown.code, 2)
  t.regex(
    unknown.stderr,
    /No run that failed has the target[\s\S]*README\.md#Options · README\.md#Flags/,
  )

  const answer = await run(`git-doc retry --commit ${code} --target "README.md#Options" --json`)
  t.is(answer.code, 1, 'the other one is still failed')
  t.is(server.requests.length, 4)
  const [reported] = JSON.parse(answer.stdout).runs
  t.deepEqual(
    Object.fromEntries(
      reported.targets.map(({ section, state }: Record<string, string>) => [section, state]),
    ),
    { Usage: 'done', Options: 'done', Flags: 'failed' },
  )
  t.regex(git('show', 'HEAD:README.md'), /--fast`\.\n\n## Options\n\nThere is `--fast`/)
})

test('history --follow tells what happens as it happens, and ends with Ctrl+C', async t => {
  const { path, run, code } = await story(t, [answered(usage)], ['Usage'])
  const child = spawn(process.execPath, [cliPath, 'history', '--follow', '--json', code], {
    cwd: path,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await run('git-doc update')
  const types: string[] = []
  while (types.at(-1) !== 'commit.published') {
    const { value, done } = await lines.next()
    if (done) break
    types.push(JSON.parse(value).event.type)
  }
  t.deepEqual(types, [
    'commit.noticed',
    'commit.planned',
    'apply.started',
    'target.drafted',
    'commit.prepared',
    'commit.published',
  ])
  child.kill('SIGINT')
  t.deepEqual(await ended, [130, null])
})

test('while a run is active, readers take no lock and see it as it was a moment ago', async t => {
  const silent = { silence: { before: 'headers', for: Number.POSITIVE_INFINITY } } as const
  const { path, run, code, server } = await story(t, [silent], ['Usage'])
  const child = spawn(process.execPath, [cliPath, 'update'], { cwd: path, stdio: 'ignore' })
  const ended = once(child, 'exit')
  t.teardown(() => child.kill('SIGKILL'))
  const read = async () => {
    const answer = await run('git-doc status --json')
    t.is(answer.code, 0)
    return JSON.parse(answer.stdout).runs.find((run: { commit: string }) => run.commit === code)
  }
  await until('the report says what is under way', async () => (await read())?.state === 'applying')
  t.is(child.exitCode, null)
  const folder = join(path, '.git', 'git-doc')
  t.true(existsSync(join(folder, 'run.lock')), 'the run is still at work')
  const events = (await run(`git-doc history ${code} --json`)).stdout.trim().split('\n')
  const { event } = JSON.parse(events.at(-1) ?? '')
  t.is(event.type, 'apply.started')

  for (const command of ['history', 'replay', 'verify', 'status']) {
    t.is((await run(`git-doc ${command}`)).code, 0, command)
  }
  t.is((await run('git-doc update')).code, 75)
  t.is(server.requests.length, 1)
  child.kill('SIGINT')
  t.deepEqual(await ended, [130, null])
})
