import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readReceipt } from '../../src/events/receipt.ts'
import { storyRepository } from '../support/scenario.ts'
import { workerPath } from './story.ts'

const config = `
[receipts]
commits = true

[alerts]
on = ["success"]
command = ["sh", "-c", "cat >/dev/null; echo $GIT_DOC_ALERT_ID >> $HOME/told"]

[[mappings]]
code_pattern = "src/**"
doc_file = "README.md"
section = "Usage"
`

/** A repository with one commit to document, whose run leaves a receipt and an alert. */
const story = async (t: ExecutionContext) => {
  const repository = storyRepository(t)
  repository.commit('Begin', {
    'README.md': '# Tool\n\n## Usage\n\nRun it with `--fast`.\n',
    'src/a.ts': "option('--fast')\n",
    '.git-doc/config.toml': config,
  })
  const trusted = { GIT_DOC_TRUST: 'all' }
  await repository.run('git-doc update --from HEAD', trusted)
  const commit = repository.commit('Rename the flag', { 'src/a.ts': "option('--quick')\n" })
  const folder = join(repository.path, '..')
  /** The steps that the worker came by, or nothing if it was killed at one. */
  const work = (point = ''): readonly [string, number][] => {
    const args = [workerPath, repository.path, join(folder, 'acknowledged'), point]
    const { signal, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null', ...trusted },
    })
    t.is(signal, point === '' ? null : 'SIGKILL', stderr)
    return point === '' ? JSON.parse(stdout) : []
  }
  const told = () => {
    const file = join(folder, 'told')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  }
  const noted = () =>
    repository.git('notes', '--ref=git-doc/receipts', 'show', commit).split('\n').map(readReceipt)
  writeFileSync(join(folder, 'acknowledged'), '')
  return {
    ...repository,
    update: () => repository.run('git-doc update', trusted),
    work,
    told,
    noted,
  }
}

/** What a session does at its end, and the end of the work before it. */
const points = ['commit.published', 'ends.seen', 'alert.intended', 'alert.delivered'].flatMap(
  event => [`append:${event}:begun`, `append:${event}:done`],
)

test('a session comes by every point at which it is killed below', async t => {
  const { work, told, noted } = await story(t)
  const steps = new Set(work().map(([step]) => step))
  t.deepEqual(
    points.filter(point => !steps.has(point)),
    [],
  )
  t.deepEqual([told().length, noted().length], [1, 1])
})

for (const point of points)
  test(`killed at ${point}: one receipt, and one alert or the same one again`, async t => {
    const { work, update, told, noted, run, git } = await story(t)
    work(point)
    const before = told().length
    t.is((await update()).code, 0)
    t.is((await update()).code, 0)
    const ids = told()
    t.is(new Set(ids).size, 1)
    t.is(ids.length, point === 'append:alert.delivered:begun' ? before + 1 : 1)
    t.deepEqual(
      noted().map(receipt => receipt?.state),
      ['success'],
    )
    t.is((await run('git-doc receipts verify')).code, 0)
    t.is(git('fsck', '--strict', '--no-dangling', '--no-progress'), '')
  })
