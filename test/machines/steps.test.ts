import test from 'ava'
import type { PlannedStep, StepEvent } from '../../src/events/steps.ts'
import { readySteps } from '../../src/machines/stepped-run.ts'
import { steppedChart } from '../../src/machines/steps.ts'
import { given as givenOf } from '../support/given.ts'

const given = givenOf(steppedChart('pipeline'))

const requested: StepEvent = { type: 'run.requested', data: { name: 'ci' } }
const started: StepEvent = { type: 'run.started', data: {} }
const step = (id: string, rest: Partial<PlannedStep> = {}): PlannedStep => ({
  id,
  needs: [],
  repeat: 'safe',
  blocking: true,
  ...rest,
})
const planned = (steps: readonly PlannedStep[], inputs = 'one'): StepEvent => ({
  type: 'steps.planned',
  data: { inputs, steps: [...steps] },
})
const begins = (id: string): StepEvent => ({ type: 'step.started', data: { step: id } })
const ends = (id: string, state: 'done' | 'failed' | 'skipped' = 'done'): StepEvent => ({
  type: 'step.finished',
  data: { step: id, state, ...(state === 'failed' && { code: 'EXIT', reason: 'Exit code 1.' }) },
})
const cutOff = {
  type: 'apply.deferred',
  data: { reason: 'cut-off', detail: 'It was cut off.' },
} as const
const resumed = { type: 'apply.resumed', data: {} } as const
const retry = { type: 'retry.requested', data: {} } as const
const failed = {
  type: 'attempt.failed',
  data: { step: 'plan', code: 'GIT_FAILED', reason: 'Git failed.' },
} as const

/** A run whose steps are planned and may begin. */
const running = (...steps: readonly PlannedStep[]) => [requested, planned(steps), started]

test('a run that is asked for is planned, started and run, one after the other', t => {
  t.like(given(requested).now, { state: 'pending.planning', due: 'plan' })
  t.like(given(requested).when(planned([step('a')])), { state: 'planned.ready', due: 'start' })
  t.like(given(requested, planned([step('a')])).when(started), {
    state: 'applying.running',
    due: 'run',
  })
})

test('when every step is done the run is a success', t => {
  const run = running(step('a'), step('b'))
  t.is(given(...run, begins('a')).when(ends('a')).state, 'applying.running')
  t.is(given(...run, begins('a'), ends('a'), begins('b')).when(ends('b')).state, 'success')
})

test('a step that fails stops those that need it, and the run fails when the others are over', t => {
  const run = [
    ...running(step('a'), step('b'), step('c', { needs: ['a'] })),
    begins('a'),
    begins('b'),
  ]
  const { state, context } = given(...run).when(ends('a', 'failed'))
  t.is(state, 'applying.running')
  t.deepEqual(readySteps(context.steps), [])
  const end = given(...run, ends('a', 'failed')).when(ends('b'))
  t.is(end.state, 'failed')
  t.like(end.context.reason, { code: 'EXIT', detail: 'a failed: Exit code 1.' })
  t.deepEqual(
    end.context.steps.map(each => each.state),
    ['failed', 'done', 'planned'],
  )
})

test('a step that does not block may fail', t => {
  const run = running(step('a', { blocking: false }), step('b', { needs: ['a'] }))
  const { context } = given(...run, begins('a')).when(ends('a', 'failed'))
  t.deepEqual(
    readySteps(context.steps).map(({ id }) => id),
    ['b'],
  )
  t.is(
    given(...run, begins('a'), ends('a', 'failed'), begins('b')).when(ends('b')).state,
    'success',
  )
})

test('a step begins when everything it needs is over', t => {
  const run = running(step('a'), step('b', { needs: ['a'] }), step('c'))
  const ready = (...events: StepEvent[]) =>
    readySteps(given(...run, ...events).now.context.steps).map(({ id }) => id)
  t.deepEqual(ready(), ['a', 'c'])
  t.deepEqual(ready(begins('a')), ['c'])
  t.deepEqual(ready(begins('a'), ends('a', 'skipped')), ['b', 'c'])
})

test('a step that was cut off may begin again', t => {
  const run = [...running(step('a')), begins('a')]
  t.is(given(...run).when(begins('a')).state, 'applying.running')
  t.is(given(...run, begins('a'), begins('a')).when(ends('a')).state, 'success')
})

test('one that must not be repeated waits, and nothing but a person lets it go on', t => {
  const waits = [...running(step('a', { repeat: 'never' })), begins('a'), cutOff]
  t.is(given(...waits).now.state, 'applying.waiting')
  t.throws(() => given(...waits).when(resumed), { code: 'EVENT_REFUSED' })
  const again = given(...waits).when(retry)
  t.like(again, { state: 'applying.running', due: 'run' })
  t.is(again.context.steps[0]?.state, 'planned')
  t.is(given(...waits).when({ type: 'step.accepted', data: { step: 'a' } }).state, 'success')
  t.throws(() => given(...waits).when({ type: 'step.accepted', data: { step: 'b' } }), {
    code: 'EVENT_REFUSED',
  })
})

test('where several steps were cut off, the run waits until a person has accepted each', t => {
  const never = (id: string) => step(id, { repeat: 'never' })
  const accepts = (id: string) => ({ type: 'step.accepted', data: { step: id } }) as const
  const waits = [...running(never('a'), never('b')), begins('a'), begins('b'), cutOff]
  t.like(given(...waits).when(accepts('a')), {
    state: 'applying.waiting',
    context: { reason: { code: 'cut-off' } },
  })
  t.is(given(...waits, accepts('b')).when(accepts('a')).state, 'success')
})

const commit = (call: number, id: string): StepEvent => ({
  type: 'step.prepared',
  data: { step: 'a', call, commit: { commit: id, parent: 'p', ref: 'refs/heads/main' } },
})
const commitsOf = (...events: readonly (StepEvent | typeof cutOff)[]) =>
  given(...events).now.context.steps[0]?.commits?.map(made => made.commit)

test('of what a step asks to commit, the last commit prepared for each call counts', t => {
  const run = [...running(step('a')), begins('a')]
  t.deepEqual(commitsOf(...run, commit(0, 'x'), commit(1, 'y')), ['x', 'y'])
  t.deepEqual(commitsOf(...run, commit(0, 'x'), commit(0, 'z'), commit(1, 'y')), ['z', 'y'])
})

test('of a step that a person accepts, the commits count that were made', t => {
  const waits = [
    ...running(step('a', { repeat: 'never' })),
    begins('a'),
    commit(0, 'x'),
    commit(1, 'y'),
    cutOff,
  ]
  const accepted = (data: { commits?: string[] }) =>
    commitsOf(...waits, { type: 'step.accepted', data: { step: 'a', ...data } })
  t.deepEqual(accepted({ commits: ['x'] }), ['x'])
  t.deepEqual(accepted({ commits: [] }), [])
  t.deepEqual(accepted({}), ['x', 'y'], 'as older versions recorded it')
})

test('trying again keeps the commits of a step that failed, unless it begins anew or its inputs have changed', t => {
  const failing = [...running(step('a')), begins('a'), commit(0, 'x'), ends('a', 'failed')]
  const anew = { type: 'retry.requested', data: { all: true } } as const
  const commits = (event: typeof retry | typeof anew, inputs: string) =>
    given(...failing, event)
      .when(planned([step('a')], inputs))
      .context.steps[0]?.commits?.map(made => made.commit)
  t.deepEqual(commits(retry, 'one'), ['x'])
  t.is(commits(retry, 'two'), undefined)
  t.is(commits(anew, 'one'), undefined)
})

test('a run that waits for something else goes on when that is over', t => {
  const waits = [...running(step('a')), cutOff]
  t.is(given(...waits).when(resumed).state, 'applying.running')
})

test('a retry goes on at the first step that is not done, if nothing it depends on has changed', t => {
  const steps = [step('a'), step('b')]
  const failing = [
    ...running(...steps),
    begins('a'),
    ends('a'),
    begins('b'),
    ends('b', 'failed'),
    retry,
  ]
  t.is(given(...failing).now.state, 'pending.planning')
  const states = (inputs: string) =>
    given(...failing)
      .when(planned(steps, inputs))
      .context.steps.map(({ state }) => state)
  t.deepEqual(states('one'), ['done', 'planned'])
  t.deepEqual(states('two'), ['planned', 'planned'])
})

test('a run with nothing to do is skipped, and one that cannot be planned fails', t => {
  const skipped = {
    type: 'run.skipped',
    data: { code: 'nothing-changed', detail: 'Nothing changed.' },
  } as const
  t.like(given(requested).when(skipped), { state: 'skipped' })
  t.like(given(requested).when(failed), {
    state: 'failed',
    context: { reason: { code: 'GIT_FAILED' } },
  })
  t.is(given(requested, failed).when(retry).state, 'pending.planning')
})

test('what must not happen is refused', t => {
  const run = running(step('a'))
  for (const event of [begins('b'), ends('a'), ends('b')])
    t.throws(() => given(...run).when(event), { code: 'EVENT_REFUSED' })
  const over = [...run, begins('a'), ends('a')]
  t.throws(() => given(...over).when(begins('a')), { code: 'EVENT_REFUSED' })
})
