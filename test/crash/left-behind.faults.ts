import { existsSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { faulty } from './faults.support.ts'
import { story, work } from './story.ts'

/** A publication is killed, and the commits it was for are gone before anybody could take it up again. */
const killed = test.macro(async (t: ExecutionContext, point: string) => {
  const copy = faulty(t, await story(t, 'offline'))
  const { signal, stderr } = await work(copy, { point, hit: 1 })
  t.is(signal, 'SIGKILL', stderr)
  const left = [join(copy.path, '.git', 'index.lock'), join(copy.state, 'publish.json')]
  t.deepEqual(left.map(existsSync), [true, true])

  copy.git('update-ref', 'refs/heads/main', copy.story.base)
  const { code, stdout, stderr: said } = await copy.run('git-doc update')
  t.is(code, 0, stdout + said)
  t.deepEqual(left.map(existsSync), [false, false])
  t.is(copy.git('rev-parse', 'HEAD'), copy.story.base)
})

for (const point of ['publish:index-locked', 'publish:ref-moved']) {
  test(
    `what a publication killed at ${point} left is cleared though nothing is to be published any more`,
    killed,
    point,
  )
}
