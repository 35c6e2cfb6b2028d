import test from 'ava'
import { madeOf, namingMade } from '../../src/engine/made-commits.ts'
import type { CarryOutStep, StepEnd } from '../../src/engine/run-steps.ts'
import { GitDocError } from '../../src/errors/error.ts'
import type { Step, StepCommit } from '../../src/machines/stepped-run.ts'

const at = (call: number, commit: string, ref = 'refs/heads/main'): StepCommit => ({
  call,
  commit,
  ref,
  parent: 'p',
})

/** A repository in which a tip has some commits. */
const repository = (tips: Readonly<Record<string, readonly string[]>>) => ({
  async resolve(revision: string) {
    if (!tips[revision]) throw new GitDocError('UNKNOWN_COMMIT', revision)
    return revision
  },
  contains: async (tip: string, commit: string) => tips[tip]?.includes(commit) ?? false,
})

const planned: Step = { id: 'a', needs: [], repeat: 'safe', blocking: true, state: 'running' }

/** How a step ends that has prepared these commits before, and then does this. */
const ended = async (
  before: readonly StepCommit[],
  tips: Readonly<Record<string, readonly string[]>>,
  work: (prepare: (commit: StepCommit) => Promise<void>) => Promise<StepEnd>,
) => {
  const carryOut: CarryOutStep<World> = (step, _, __, ___, record) =>
    work(({ call, ...commit }) =>
      record({ type: 'step.prepared', data: { step: step.id, call, commit } }),
    )
  const world: World = { signal: new AbortController().signal, repository: repository(tips) }
  const step = { ...planned, ...(before.length > 0 && { commits: before }) }
  const context = { request: {}, inputs: '', steps: [step] }
  return namingMade(carryOut)(step, context, world, 'job/a@manual.1', async () => {})
}

interface World {
  readonly signal: AbortSignal
  readonly repository: ReturnType<typeof repository>
}

test('a commit is made if its branch has it, or where the person is now', async t => {
  const commits = [at(0, 'one'), at(1, 'two', 'refs/heads/gone'), at(2, 'three')]
  const tips = { 'refs/heads/main': ['one'], HEAD: ['two'] }
  t.deepEqual(await madeOf(commits, repository(tips)), ['one', 'two'])
})

test('a step that fails after it prepared a commit names it only if Git has it', async t => {
  const fails = async (prepare: (commit: StepCommit) => Promise<void>) => {
    await prepare(at(0, 'one'))
    await prepare(at(1, 'two'))
    throw new GitDocError('COMMIT_BLOCKED', 'Somebody edits it.')
  }
  t.like(await ended([], { 'refs/heads/main': ['one'] }, fails), {
    state: 'failed',
    code: 'COMMIT_BLOCKED',
    commits: ['one'],
  })
})

test('a step that was cut off and then fails at once names what Git has of what it had prepared', async t => {
  const fails = async (): Promise<StepEnd> => ({ state: 'failed', code: 'JOB_THREW' })
  t.deepEqual((await ended([at(0, 'one')], {}, fails)).commits, [])
  t.deepEqual((await ended([at(0, 'one')], { HEAD: ['one'] }, fails)).commits, ['one'])
})

test('of one call only the last commit counts, and a step that prepared none says nothing of commits', async t => {
  const moved = async (prepare: (commit: StepCommit) => Promise<void>): Promise<StepEnd> => {
    await prepare(at(0, 'one'))
    await prepare(at(0, 'two'))
    return { state: 'done' }
  }
  t.deepEqual((await ended([], { HEAD: ['one', 'two'] }, moved)).commits, ['two'])
  const nothing = await ended([], {}, async () => ({ state: 'done' }))
  t.deepEqual(nothing, { state: 'done' })
})
