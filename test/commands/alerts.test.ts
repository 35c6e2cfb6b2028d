import test, { type ExecutionContext } from 'ava'
import { type AlertContext, sendAlerts } from '../../src/commands/alerts.ts'
import { alertCommandFailed } from '../../src/errors/alerts.ts'
import type { Alert, Delivery } from '../../src/ports/alerts.ts'
import { givenUpAlerts, openAlerts } from '../../src/projections/alerts.ts'
import { append, proofKinds, proofLog, proved, provedAgain } from '../support/proofs.ts'

/** A receiver that keeps what it gets. */
const opened = async (options: { readonly on?: readonly string[] } = {}) => {
  const time = { at: Date.UTC(2026, 0, 1) }
  const log = proofLog(time)
  const sent: Alert[] = []
  const receiver = {
    allowed: true,
    answer: async (_: Alert): Promise<Delivery> => ({ to: 'url', status: 200 }),
  }
  const context: AlertContext = {
    log,
    kinds: proofKinds,
    repository: 'tool',
    alerts: {
      on: options.on ?? ['failed'],
      isAllowed: async () => receiver.allowed,
      send(alert) {
        sent.push(alert)
        return receiver.answer(alert)
      },
    },
    ago: milliseconds => new Date(time.at - milliseconds).toISOString(),
    redact: async text => text.replaceAll('Exit code 1', '[secret]'),
  }
  await sendAlerts(context)
  const types = async (run: string) => (await log.read(run)).map(({ event }) => event.type)
  const open = async () => {
    const found: string[] = []
    for await (const [run] of log.rows(openAlerts)) found.push(run)
    return found
  }
  return { log, time, sent, receiver, context, types, open }
}

const refuse = async (): Promise<never> => {
  throw alertCommandFailed('notify', 'exit code 1')
}

test('a run that fails is told once, with what is known of it and without secrets', async t => {
  const { log, sent, context, types } = await opened()
  await append(log, 'proof/a', proved('a'.repeat(40), 'failed'))
  await append(log, 'proof/b', proved('a'.repeat(40)))
  t.is(await sendAlerts(context), 1)
  t.is(await sendAlerts(context), 0)
  const [alert] = sent
  t.like(alert, { run: 'proof/a', state: 'failed' })
  t.like(JSON.parse(alert?.body ?? ''), {
    schema: 1,
    id: alert?.id,
    repository: 'tool',
    run: 'proof/a',
    kind: 'proof',
    state: 'failed',
    tag: 'failed',
    subject: 'proof of 1',
    code: 'EXIT',
    reason: '[secret].',
  })
  t.deepEqual(await types('alert/proof/a@5'), ['alert.intended', 'alert.delivered'])
})

test('each end is told of, also that of another attempt', async t => {
  const { log, sent, context } = await opened({ on: ['failed', 'success'] })
  await append(log, 'proof/a', [...proved(undefined, 'failed'), ...provedAgain()])
  t.is(await sendAlerts(context), 2)
  t.deepEqual(
    sent.map(({ state }) => state),
    ['failed', 'success'],
  )
  t.is(new Set(sent.map(({ id }) => id)).size, 2)
})

test('what had ended before alerts were configured is not told', async t => {
  const log = proofLog()
  await append(log, 'proof/old', proved(undefined, 'failed'))
  const { context } = await opened()
  const late = { ...context, log }
  t.is(await sendAlerts(late), 0)
  await append(log, 'proof/new', proved(undefined, 'failed'))
  t.is(await sendAlerts(late), 1)
})

const cutOff = test.macro(async (t, type: string, times: number) => {
  const { log, sent, context, types } = await opened()
  await append(log, 'proof/a', proved(undefined, 'failed'))
  const killed: AlertContext = {
    ...context,
    log: {
      ...log,
      append: async (run, events, expected) => {
        if (events.some(({ event }) => event.type === type)) throw new Error('killed')
        return log.append(run, events, expected)
      },
    },
  }
  await t.throwsAsync(sendAlerts(killed), { message: 'killed' })
  t.is(await sendAlerts(context), 1)
  t.is(sent.length, times)
  t.is(new Set(sent.map(({ id, body }) => id + body)).size, 1)
  t.deepEqual(await types('alert/proof/a@5'), ['alert.intended', 'alert.delivered'])
})
test('killed before the intent is on record, it is sent once', cutOff, 'alert.intended', 1)
test(
  'killed after the intent, before it is on record how far the log was read',
  cutOff,
  'ends.seen',
  1,
)
test(
  'killed between sending and its record, it is sent again with the same id',
  cutOff,
  'alert.delivered',
  2,
)

test('one that fails is an event and waits longer each time, then it is given up', async t => {
  const { log, time, sent, receiver, context, types, open } = await opened()
  await append(log, 'proof/a', proved(undefined, 'failed'))
  receiver.answer = refuse
  t.is(await sendAlerts(context), 0)
  t.deepEqual(await types('alert/proof/a@5'), ['alert.intended', 'alert.failed'])
  const begin = time.at
  const minutes: number[] = []
  while ((await open()).length > 0) {
    time.at += 60_000
    const before = sent.length
    await sendAlerts(context)
    if (sent.length > before) minutes.push(Math.floor((time.at - begin) / 60_000))
  }
  t.deepEqual(minutes, [1, 3, 7, 15, 31, 63, 123])
  t.is(sent.length, 8)
  t.is(new Set(sent.map(({ id }) => id)).size, 1)
  t.deepEqual((await types('alert/proof/a@5')).at(-1), 'alert.abandoned')
  t.like(await log.row(givenUpAlerts, 'all'), { count: 1, last: [{ alert: 'alert/proof/a@5' }] })

  receiver.answer = async () => ({ to: 'command' })
  await append(log, 'proof/b', proved(undefined, 'failed'))
  t.is(await sendAlerts(context), 1)
  t.is(await log.row(givenUpAlerts, 'all'), undefined, 'the receiver is back')
})

test('one that failed before the clock was set back is not kept waiting until that time comes again', async t => {
  const { log, time, sent, receiver, context } = await opened()
  await append(log, 'proof/a', proved(undefined, 'failed'))
  receiver.answer = refuse
  await sendAlerts(context)
  time.at -= 86_400_000
  receiver.answer = async () => ({ to: 'url', status: 200 })
  t.is(await sendAlerts(context), 1)
  t.is(sent.length, 2)
})

test('the first failure ends a round, and those behind it wait for the next one', async t => {
  const { log, time, sent, receiver, context, open } = await opened()
  for (const name of ['a', 'b', 'c'])
    await append(log, `proof/${name}`, proved(undefined, 'failed'))
  receiver.answer = refuse
  t.is(await sendAlerts(context), 0)
  t.is(sent.length, 1)
  receiver.answer = async () => ({ to: 'url', status: 204 })
  t.is(await sendAlerts(context), 2)
  t.deepEqual(await open(), ['alert/proof/a@5'])
  time.at += 60_000
  t.is(await sendAlerts(context), 1)
})

test('what nobody allowed is not run; it waits without having failed', async t => {
  const { log, sent, receiver, context, open, types } = await opened()
  await append(log, 'proof/a', proved(undefined, 'failed'))
  receiver.allowed = false
  t.is(await sendAlerts(context), 0)
  t.deepEqual([sent.length, await open()], [0, ['alert/proof/a@5']])
  receiver.allowed = true
  t.is(await sendAlerts(context), 1)
  t.deepEqual(await types('alert/proof/a@5'), ['alert.intended', 'alert.delivered'])
})

test('a mistake of ours is no failure of the receiver', async (t: ExecutionContext) => {
  const { log, receiver, context, types } = await opened()
  await append(log, 'proof/a', proved(undefined, 'failed'))
  receiver.answer = async () => {
    throw new TypeError('ours')
  }
  await t.throwsAsync(sendAlerts(context), { instanceOf: TypeError })
  t.deepEqual(await types('alert/proof/a@5'), ['alert.intended'])
})
