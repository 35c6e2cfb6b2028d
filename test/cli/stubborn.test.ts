import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { isIdle, until } from '../support/background.ts'
import { mapping, modelSettings } from '../support/model-story.ts'
import { cliPath } from '../support/run-command.ts'
import { storyRepository } from '../support/scenario.ts'
import { collecting, stubborn, stubbornServer } from '../support/stubborn-server.ts'

const way = stubborn['sends one blank at a time'] ?? (() => {})

/** A process that collects its garbage all the time. */
const environment = { NODE_OPTIONS: `--import=${collecting(500)}`, TOOL_KEY: 'sk-of-the-story' }

/** A repository with a commit to document, and a model whose answers drip for ever. */
const story = async (t: ExecutionContext, timeout: number) => {
  const server = await stubbornServer(t, way)
  const repository = storyRepository(t)
  repository.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nRun `tool` with care.\n',
    'src/a.ts': 'export const tool = 1\n',
    '.git-doc/config.toml': `${modelSettings(server.url, { timeout })}${mapping('Usage')}`,
  })
  await repository.run('git-doc update --from HEAD', environment)
  return { ...repository, server }
}

const change = 'export const tool = 1\nexport const fast = true\n'

test('a dripping answer ends with the time it has, and the commit can be retried', async t => {
  const { run, commit } = await story(t, 3)
  commit('Add --fast', { 'src/a.ts': change })
  const update = await run('git-doc update', environment)
  t.is(update.code, 1, update.stderr)
  const { failures } = JSON.parse((await run('git-doc status --json')).stdout)
  t.is(failures[0].code, 'MODEL_TIMEOUT')
})

test('Ctrl+C ends a dripping answer, and the process with it', async t => {
  const { path, server, commit } = await story(t, 600)
  commit('Add --fast', { 'src/a.ts': change })
  const child = spawn(process.execPath, [cliPath, 'update'], {
    cwd: path,
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  })
  const exit = once(child, 'exit')
  await until('a request arrives', () => server.requests() === 1)
  child.kill('SIGINT')
  t.deepEqual(await exit, [130, null])
})

test('a worker in the background ends a dripping answer and lets go of the lock', async t => {
  const { run, path, write } = await story(t, 3)
  const state = join(path, '.git', 'git-doc')
  t.teardown(() => until('nobody is at work', () => isIdle(state)))
  await run('git-doc enable-hook', environment)
  write('src/a.ts', change)
  await run('git commit --quiet --all -m "Add --fast"', environment)
  const failures = async () => JSON.parse((await run('git-doc status --json')).stdout).failures
  await until('the worker has failed', async () => (await failures()).length > 0)
  await until('it has ended', () => isIdle(state))
  t.is((await failures())[0].code, 'MODEL_TIMEOUT')
})
