import test from 'ava'
import { setup } from 'xstate'
import * as z from 'zod'
import { defineKind, kindsOf } from '../../src/engine/define-kind.ts'
import { kindOf } from '../../src/engine/kind.ts'

const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job.requested'), data: z.object({}) }),
  z.object({ type: z.literal('job.done'), data: z.object({}) }),
])
type JobEvent = z.infer<typeof event>

interface States {
  readonly pending?: object
  readonly success?: object
}

/** A kind with one state that asks for an effect, and what is wrong with it. */
const kindWith = ({ pending = {}, success = {} }: States, effects: readonly string[] = ['run']) => {
  const machine = setup({ types: {} as { events: JobEvent } }).createMachine({
    id: 'job',
    initial: 'new',
    states: {
      new: { on: { 'job.requested': 'pending' } },
      pending: {
        tags: 'active',
        meta: { effect: 'run' },
        on: { 'job.done': 'success' },
        ...pending,
      },
      success: { tags: 'done', ...success },
    },
  })
  const run = async () =>
    async function* (): AsyncGenerator<JobEvent> {
      yield { type: 'job.done', data: {} }
    }
  const handlers = Object.fromEntries(effects.map(name => [name, run]))
  return () => defineKind({ name: 'job', event, machine, effects: handlers })
}

test('a kind whose parts fit is defined, and is found by the names of its runs', t => {
  const job = kindWith({})()
  t.is(kindOf(kindsOf([job]), 'job/nightly'), job)
  t.like(job.summary({ run: `job/${'a'.repeat(40)}`, value: 'pending', context: {} }), {
    label: 'job/aaaaaaaa',
    items: [],
  })
})

const refused = test.macro((t, define: () => unknown, message: RegExp) => {
  t.throws(define, { code: 'KIND_INVALID', message })
})

const active = { tags: 'active', meta: { effect: 'run' } }

test(
  'a state without a tag is refused',
  refused,
  kindWith({ success: { tags: [] } }),
  /"success" has no tag/,
)
test(
  'a state with two tags is refused',
  refused,
  kindWith({ success: { tags: ['done', 'failed'] } }),
  /"success" has the tags "done, failed"/,
)
test(
  'a tag that means nothing is refused',
  refused,
  kindWith({ success: { tags: 'finished' } }),
  /"success" has the tags "finished"; it needs one of active, waiting, failed, done/,
)
test(
  'an effect without a handler is refused',
  refused,
  kindWith({}, []),
  /asks for the effect "run"/,
)
test(
  'a handler that no state asks for is refused',
  refused,
  kindWith({}, ['run', 'walk']),
  /no state asks for its effect "walk"/,
)
test(
  'an active state that asks for nothing is refused: a run would stay there',
  refused,
  kindWith({ success: { tags: 'active' } }),
  /"success" is active and asks for no effect/,
)
test(
  'a state that asks for an effect and is not active is refused',
  refused,
  kindWith({ pending: { ...active, tags: 'waiting' } }),
  /"pending" asks for an effect, so it must be active/,
)
test(
  'a state that asks for two effects is refused',
  refused,
  kindWith({
    pending: {
      meta: { effect: 'run' },
      tags: [],
      initial: 'inner',
      states: { inner: active },
    },
  }),
  /"pending.inner" asks for 2 effects/,
)
test(
  'two kinds of one name are refused',
  refused,
  () => kindsOf([kindWith({})(), kindWith({})()]),
  /there are two of that name/,
)
