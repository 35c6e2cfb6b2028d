import test from 'ava'
import * as z from 'zod'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { advance } from '../../src/engine/advance.ts'
import { defineKind, kindsOf } from '../../src/engine/define-kind.ts'
import type { Effect, World } from '../../src/engine/kind.ts'
import { type CarryOutStep, runSteps } from '../../src/engine/run-steps.ts'
import { GitDocError } from '../../src/errors/error.ts'
import * as lifecycle from '../../src/events/lifecycle.ts'
import * as events from '../../src/events/steps.ts'
import type { SteppedRun } from '../../src/machines/stepped-run.ts'
import { steppedChart } from '../../src/machines/steps.ts'
import { status } from '../../src/projections/status.ts'
import { viewsOf } from '../../src/projections/views.ts'

const RowEvent = z.discriminatedUnion('type', [
  events.runRequested,
  events.stepsPlanned,
  events.runSkipped,
  events.runStarted,
  events.stepStarted,
  events.stepFinished,
  events.stepAccepted,
  lifecycle.applyDeferred,
  lifecycle.applyResumed,
  lifecycle.attemptFailed,
  lifecycle.retryRequested,
])
type RowEvent = z.infer<typeof RowEvent>

const run = 'row/a'

/** A run of three steps, of which the last needs the others. */
const begun = async (
  carryOut: CarryOutStep<World>,
  { atOnce = 1, repeat = 'safe' as 'safe' | 'never' } = {},
) => {
  const plan: Effect<SteppedRun, RowEvent, World> = async function* () {
    const step = (id: string, needs: string[] = []) => ({ id, needs, repeat, blocking: true })
    yield {
      type: 'steps.planned',
      data: { inputs: 'one', steps: [step('a'), step('b'), step('c', ['a', 'b'])] },
    }
  }
  const start: Effect<SteppedRun, RowEvent, World> = async function* () {
    yield { type: 'run.started', data: {} }
  }
  const kind = defineKind({
    name: 'row',
    event: RowEvent,
    machine: steppedChart('row'),
    effects: {
      plan: async () => plan,
      start: async () => start,
      // The effect yields events of steps only, which are among this kind's.
      run: async () => runSteps(carryOut, () => atOnce) as Effect<SteppedRun, RowEvent, World>,
    },
  })
  const log = memoryLog({ projections: viewsOf(kindsOf([kind])), now: () => new Date(0) })
  await log.append(run, [{ event: { type: 'run.requested', data: {} } }], 0)
  const world = { signal: new AbortController().signal }
  const goOn = async () => {
    for await (const _ of advance(run, { kind, log, world }));
  }
  const append = async (event: RowEvent) =>
    log.append(run, [{ event }], (await log.read(run)).length)
  const told = async () =>
    (await log.read(run)).flatMap(({ event: { type, data } }) =>
      type.startsWith('step.') ? [`${type.slice(5)} ${data.step}`] : [],
    )
  const row = async () => log.row(status, run)
  return { goOn, append, told, row }
}

const done: CarryOutStep<World> = async () => ({ state: 'done' })

test('steps are carried out in their order, and each is on record before the next begins', async t => {
  const { goOn, told, row } = await begun(done)
  await goOn()
  t.deepEqual(await told(), [
    ...['started a', 'finished a', 'started b', 'finished b', 'started c', 'finished c'],
  ])
  t.is((await row())?.state, 'success')
})

test('steps that need nothing of each other are carried out side by side', async t => {
  const begins = new Set<string>()
  let go = () => {}
  const both = new Promise<void>(resolve => {
    go = resolve
  })
  const { goOn, told, row } = await begun(
    async ({ id }) => {
      begins.add(id)
      if (begins.has('a') && begins.has('b')) go()
      // It never ends if one waits for the other.
      await both
      return { state: 'done' }
    },
    { atOnce: 2 },
  )
  await goOn()
  t.deepEqual((await told()).slice(0, 2), ['started a', 'started b'])
  t.is((await row())?.state, 'success')
})

test('a step that throws an error with a code has failed; the run says why and is tried again from there', async t => {
  let isBroken = true
  const carried: string[] = []
  const { goOn, append, row } = await begun(async ({ id }) => {
    carried.push(id)
    if (id === 'b' && isBroken) throw new GitDocError('DISK_GONE', 'The disk is gone.')
    return { state: 'done' }
  })
  await goOn()
  t.like(await row(), { state: 'failed', context: { reason: { code: 'DISK_GONE' } } })
  isBroken = false
  await append({ type: 'retry.requested', data: {} })
  await goOn()
  t.is((await row())?.state, 'success')
  t.deepEqual(carried, ['a', 'b', 'b', 'c'])
})

for (const repeat of ['safe', 'never'] as const) {
  test(`a step that was cut off and is ${repeat} to repeat`, async t => {
    let crashes = true
    const carried: string[] = []
    const { goOn, append, row } = await begun(
      async ({ id }) => {
        carried.push(id)
        if (id === 'b' && crashes) throw new Error('The process ends here.')
        return { state: 'done' }
      },
      { repeat },
    )
    await t.throwsAsync(goOn(), { message: 'The process ends here.' })
    crashes = false
    await goOn()
    if (repeat === 'never') {
      t.like(await row(), { state: 'applying.waiting', context: { reason: { code: 'cut-off' } } })
      t.deepEqual(carried, ['a', 'b'])
      await append({ type: 'step.accepted', data: { step: 'b' } })
      await goOn()
      t.deepEqual(carried, ['a', 'b', 'c'])
    } else t.deepEqual(carried, ['a', 'b', 'b', 'c'])
    t.is((await row())?.state, 'success')
  })
}
