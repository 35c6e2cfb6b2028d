import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { documented } from '../cli/revert.support.ts'

const killed = test.macro(async (t: ExecutionContext, step: string) => {
  const { git, run, write, path, code, doc, blob, head, stateOf } = await documented(t)
  write('src/mine.ts', 'export const mine = 2\n')
  git('add', 'src/mine.ts')
  const staged = git('diff', '--cached')
  const child = fileURLToPath(new URL('revert.child.js', import.meta.url))
  const { signal, stderr } = spawnSync(process.execPath, [child, code, step], { cwd: path })
  t.is(signal, 'SIGKILL', stderr.toString())

  const updated = await run('git-doc update')
  t.is(updated.code, 0, updated.stderr)
  t.like(await stateOf(code), { state: 'reverted', revertCommit: head() })
  t.is(git('rev-list', '--count', `${doc}..HEAD`), '1')
  t.is(blob(head()), blob(code))
  t.is(git('diff', '--cached'), staged)
  t.is(git('status', '--porcelain'), 'M  src/mine.ts')
  t.is(git('fsck', '--strict', '--no-dangling'), '')
})

for (const step of [
  'append:revert.requested:done',
  'append:commit.prepared:begun',
  'append:commit.prepared:done',
  'publish:index-locked',
  'publish:ref-moved',
  'publish:index-replaced',
  'append:commit.published:begun',
  'append:commit.published:done',
]) {
  test(`killed at ${step}, a revert ends as one commit`, killed, step)
}
