import test from 'ava'
import { assign, setup } from 'xstate'
import * as z from 'zod'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { advance } from '../../src/engine/advance.ts'
import { defineKind, kindsOf } from '../../src/engine/define-kind.ts'
import type { Effect, World } from '../../src/engine/kind.ts'
import { runAll } from '../../src/engine/run-all.ts'
import { openTurns } from '../../src/engine/turns.ts'
import { GitDocError } from '../../src/errors/error.ts'
import { applyDeferred, applyResumed, attemptFailed } from '../../src/events/lifecycle.ts'
import { status } from '../../src/projections/status.ts'
import { viewsOf } from '../../src/projections/views.ts'

const WorkEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('work.asked'), data: z.object({}) }),
  z.object({ type: z.literal('work.planned'), data: z.object({ parts: z.int() }) }),
  z.object({ type: z.literal('part.done'), data: z.object({}) }),
  applyDeferred,
  applyResumed,
  attemptFailed,
])
type WorkEvent = z.infer<typeof WorkEvent>

interface Work {
  readonly parts: number
  readonly done: number
}

/** Plans, then works part by part; the work may move a branch. */
const chart = (movesBranch: boolean) =>
  setup({
    types: {} as { context: Work; events: WorkEvent },
    guards: { allDone: ({ context: { parts, done } }) => done >= parts },
    actions: {
      plan: assign(({ event }) =>
        event.type === 'work.planned' ? { parts: event.data.parts } : {},
      ),
      count: assign(({ context: { done } }) => ({ done: done + 1 })),
    },
  }).createMachine({
    id: 'work',
    context: { parts: 0, done: 0 },
    initial: 'new',
    states: {
      new: { on: { 'work.asked': 'pending' } },
      pending: {
        tags: 'active',
        meta: { effect: 'plan' },
        on: { 'work.planned': { target: 'applying', actions: 'plan' }, 'attempt.failed': 'failed' },
      },
      planned: { tags: 'waiting', on: { 'apply.resumed': 'applying' } },
      applying: {
        tags: 'active',
        meta: { effect: 'work', movesBranch },
        always: { guard: 'allDone', target: 'success' },
        on: {
          'part.done': { actions: 'count' },
          'apply.deferred': 'planned',
          'attempt.failed': 'failed',
        },
      },
      success: { tags: 'done' },
      failed: { tags: 'failed' },
      skipped: { tags: 'done' },
    },
  })
const machine = chart(false)

type WorkEffect = Effect<Work, WorkEvent, World>
const run = 'work/a'

const plans: WorkEffect = async function* () {
  yield { type: 'work.planned', data: { parts: 3 } }
}
const works: WorkEffect = async function* ({ parts, done }) {
  for (let part = done; part < parts; part += 1) yield { type: 'part.done', data: {} }
}

/** A log with one run that was asked for, and its kind with these effects. */
const begun = async (effects: { plan?: WorkEffect; work?: WorkEffect } = {}) => {
  const { plan = plans, work = works } = effects
  const kind = defineKind({
    name: 'work',
    event: WorkEvent,
    machine,
    effects: { plan: async () => plan, work: async () => work },
  })
  const log = memoryLog({ projections: viewsOf(kindsOf([kind])), now: () => new Date(0) })
  await log.append(run, [{ event: { type: 'work.asked', data: {} } }], 0)
  const stop = new AbortController()
  const advancing = { kind, log, world: { signal: stop.signal } }
  const types = async () => (await log.read(run)).map(({ event }) => event.type)
  const row = async () => {
    const found = await log.row(status, run)
    if (!found) throw new Error('There is no row.')
    return found
  }
  const drain = async (events: AsyncIterable<unknown>) => {
    for await (const _ of events);
  }
  return { kind, log, advancing, stop, types, row, drain }
}

test('a run goes on until its state asks for nothing, and each event is on record before the next effect', async t => {
  const { advancing, types, row, drain } = await begun()
  await drain(advance(run, advancing))
  t.deepEqual(await types(), ['work.asked', 'work.planned', 'part.done', 'part.done', 'part.done'])
  t.like(await row(), { state: 'success', tag: 'done' })
})

test('a run stops before an effect that is named', async t => {
  const { advancing, types, drain } = await begun()
  await drain(advance(run, advancing, { before: ['work'] }))
  t.deepEqual(await types(), ['work.asked', 'work.planned'])
})

test('a run that was cut off goes on with what is left', async t => {
  let calls = 0
  const { advancing, drain, types } = await begun({
    work: async function* (context, world, name) {
      calls += 1
      for await (const event of works(context, world, name)) {
        yield event
        if (calls === 1) throw new Error('The process ends here.')
      }
    },
  })
  await t.throwsAsync(drain(advance(run, advancing)), { message: 'The process ends here.' })
  t.is((await types()).length, 3)
  await drain(advance(run, advancing))
  t.is((await types()).filter(type => type === 'part.done').length, 3)
})

test('what the world fails is an event, and the chart says what it means', async t => {
  const { advancing, log, row, drain } = await begun({
    // biome-ignore lint/correctness/useYield: it fails before it has anything to say.
    plan: async function* () {
      throw new GitDocError('DISK_GONE', 'The disk is gone.', { hint: 'Plug it in.' })
    },
  })
  await drain(advance(run, advancing))
  t.is((await row()).state, 'failed')
  t.deepEqual((await log.read(run)).at(-1)?.event.data, {
    step: 'plan',
    code: 'DISK_GONE',
    reason: 'The disk is gone.',
    hint: 'Plug it in.',
  })
})

test('a failure of the whole process is thrown, and nothing is recorded of it', async t => {
  const { advancing, types, drain } = await begun({
    // biome-ignore lint/correctness/useYield: it fails before it has anything to say.
    plan: async function* () {
      throw new GitDocError('STATE_UNWRITABLE', 'No room.', { scope: 'process' })
    },
  })
  await t.throwsAsync(drain(advance(run, advancing)), { code: 'STATE_UNWRITABLE' })
  t.deepEqual(await types(), ['work.asked'])
})

test('a mistake of ours is thrown, and nothing is recorded of it', async t => {
  const { advancing, types, drain } = await begun({
    // biome-ignore lint/correctness/useYield: it fails before it has anything to say.
    plan: async function* () {
      throw new TypeError('undefined is not a function')
    },
  })
  await t.throwsAsync(drain(advance(run, advancing)), { instanceOf: TypeError })
  t.deepEqual(await types(), ['work.asked'])
})

test('an event that the state does not take is refused before it is recorded', async t => {
  const { advancing, types, drain } = await begun({
    plan: async function* () {
      yield { type: 'part.done', data: {} }
    },
  })
  await t.throwsAsync(drain(advance(run, advancing)), { code: 'EVENT_REFUSED' })
  t.deepEqual(await types(), ['work.asked'])
})

test('an event of another shape is refused before it is recorded', async t => {
  const { advancing, types, drain } = await begun({
    plan: async function* () {
      yield { type: 'work.planned', data: { parts: 'many' } } as unknown as WorkEvent
    },
  })
  await t.throwsAsync(drain(advance(run, advancing)), { name: 'ZodError' })
  t.deepEqual(await types(), ['work.asked'])
})

test('an effect that says nothing is a mistake of ours, not an endless loop', async t => {
  const { advancing, drain } = await begun({ plan: async function* () {} })
  await t.throwsAsync(drain(advance(run, advancing)), { message: /"plan" of work\/a yielded no/ })
})

test('an interruption leaves the run as it is', async t => {
  const { advancing, stop, types, drain } = await begun({
    // biome-ignore lint/correctness/useYield: it is interrupted before it has anything to say.
    plan: async function* () {
      stop.abort()
      throw new GitDocError('NETWORK', 'The connection was closed.')
    },
  })
  await t.throwsAsync(drain(advance(run, advancing)), { code: 'INTERRUPTED' })
  t.deepEqual(await types(), ['work.asked'])
})

test('a run that waits tries again, and one that fails does not stop the next', async t => {
  let waits = true
  const { advancing, log, row, drain } = await begun({
    work: async function* (context, world, name) {
      if (waits) yield { type: 'apply.deferred', data: { reason: 'night', detail: 'It is night.' } }
      else yield* works(context, world, name)
    },
  })
  await log.append('work/b', [{ event: { type: 'work.asked', data: {} } }], 0)
  await drain(runAll([await row()], advancing))
  t.like(await row(), { state: 'planned', tag: 'waiting' })
  waits = false
  const other = await log.row(status, 'work/b')
  const rows = [await row(), ...(other ? [other] : [])]
  const begins: string[] = []
  await drain(runAll(rows, advancing, ({ run: name }) => begins.push(name)))
  t.deepEqual(begins, [run, 'work/b'])
  t.is((await row()).state, 'success')
  t.is((await log.row(status, 'work/b'))?.state, 'success')
})

test('a run that is advanced twice at a time does each step once', async t => {
  const { advancing, types, drain } = await begun()
  const turns = openTurns()
  await Promise.all([1, 2].map(() => drain(advance(run, { ...advancing, turns }))))
  t.deepEqual(await types(), ['work.asked', 'work.planned', 'part.done', 'part.done', 'part.done'])
})

test('runs that move a branch take turns while they do, and others go on meanwhile', async t => {
  const begins: string[] = []
  let go = () => {}
  const open = new Promise<void>(resolve => {
    go = resolve
  })
  let hear = () => {}
  const heard = new Promise<void>(resolve => {
    hear = resolve
  })
  const work: WorkEffect = async function* (context, world, name) {
    begins.push(name)
    if (name === 'move/a') {
      hear()
      await open
    }
    yield* works(context, world, name)
  }
  const effects = { plan: async () => plans, work: async () => work }
  const kindNamed = (name: string, movesBranch: boolean) =>
    defineKind({ name, event: WorkEvent, machine: chart(movesBranch), effects })
  const [move, rest] = [kindNamed('move', true), kindNamed('rest', false)]
  const log = memoryLog({ projections: viewsOf(kindsOf([move, rest])), now: () => new Date(0) })
  const world = { signal: new AbortController().signal }
  const turns = openTurns()
  const drain = async (name: string, kind: typeof move) => {
    await log.append(name, [{ event: { type: 'work.asked', data: {} } }], 0)
    for await (const _ of advance(name, { kind, log, world, turns }));
  }
  const first = drain('move/a', move)
  await heard
  const second = drain('move/b', move)
  await drain('rest/a', rest)
  t.deepEqual(begins, ['move/a', 'rest/a'])
  go()
  await Promise.all([first, second])
  t.deepEqual(begins, ['move/a', 'rest/a', 'move/b'])
})
