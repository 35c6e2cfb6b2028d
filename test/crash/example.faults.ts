import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { temporaryFolder } from '../support/repository.ts'

const child = fileURLToPath(new URL('./example.child.js', import.meta.url))
const begin = (folder: string, killAt: number) =>
  spawnSync(process.execPath, [child, folder, String(killAt)], { encoding: 'utf8' })

test('a kind from outside, killed at every step, comes to the same end with the same events', t => {
  const whole = begin(temporaryFolder(t), 0)
  t.is(whole.status, 0, whole.stderr)
  const { told, steps } = JSON.parse(whole.stdout)
  t.deepEqual(told, [
    ...['notice.requested', 'notice.planned', 'apply.deferred', 'notice.approved'],
    ...['attempt.failed', 'retry.requested', 'notice.planned', 'apply.deferred'],
    ...['notice.approved', 'notice.posted', 'revert.requested', 'notice.removed'],
  ])
  for (let at = 1; at <= steps; at += 1) {
    const folder = temporaryFolder(t)
    t.is(begin(folder, at).signal, 'SIGKILL', `at step ${at}`)
    const again = begin(folder, 0)
    t.is(again.status, 0, `after step ${at}: ${again.stderr}`)
    t.deepEqual(JSON.parse(again.stdout).told, told, `after step ${at}`)
    t.false(JSON.parse(again.stdout).left, `after step ${at}`)
  }
})
