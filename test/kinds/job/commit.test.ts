import test from 'ava'
import { committing } from '../../../src/kinds/job/calls/commit.ts'
import type { Publication } from '../../../src/ports/publisher.ts'

const commit = 'c'.repeat(40)
const parent = 'b'.repeat(40)
const locked: Publication = {
  state: 'waits',
  blocker: { reason: 'index-locked', detail: 'Another Git command holds index.lock.', files: [] },
}
const moved: Publication = { state: 'moved', found: parent }

type Asking = Parameters<typeof committing>[0]
type World = Parameters<typeof committing>[1]

/** The commits of a step whose publication ends like this, one after the other, and the pauses between them. */
const step = (...ends: readonly Publication[]) => {
  const left = [...ends]
  const pauses: number[] = []
  const recorded: string[] = []
  const make = committing(
    {
      run: 'job/a@manual.1',
      request: { cause: { by: 'hand' } },
      step: { id: 'all' },
      record: async event => void recorded.push(event.type),
    } as Asking,
    {
      repository: {},
      publisher: {
        prepare: async () => ({
          state: 'prepared',
          commit: { id: commit, parent, ref: 'refs/heads/main' },
        }),
        publish: async () => left.shift() ?? { state: 'published' },
      },
      inTurn: (_: string, work: () => Promise<unknown>) => work(),
      pause: async (milliseconds: number) => void pauses.push(milliseconds),
    } as unknown as World,
  )
  return { make: () => make({ message: 'A', files: [], trailers: {} }), pauses, recorded }
}

test('a commit waits about two minutes for a person whose Git is busy', async t => {
  const { make, pauses } = step(...Array.from({ length: 59 }, () => locked))
  t.deepEqual(await make(), { commit })
  t.is(pauses.length, 59)
  t.true(pauses.reduce((sum, each) => sum + each, 0) > 100_000)
  await t.throwsAsync(step(...Array.from({ length: 60 }, () => locked)).make(), {
    code: 'COMMIT_BLOCKED',
  })
})

test('a commit gives up when others come first each time', async t => {
  t.deepEqual(await step(moved, moved, moved, moved).make(), { commit })
  await t.throwsAsync(step(moved, moved, moved, moved, moved).make(), { code: 'COMMIT_OUTRUN' })
})

test('what a person must settle is not waited for', async t => {
  const conflict: Publication = {
    state: 'waits',
    blocker: { reason: 'file-edited', detail: 'LOG was changed.', files: ['LOG'] },
  }
  const { make, pauses } = step(conflict)
  await t.throwsAsync(make(), { code: 'COMMIT_BLOCKED' })
  t.deepEqual(pauses, [])
})

test('each try is on record before the branch moves', async t => {
  const { make, recorded } = step(locked)
  await make()
  t.deepEqual(recorded, ['step.prepared', 'step.prepared'])
})
