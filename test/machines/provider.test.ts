import test from 'ava'
import type { ProviderEvent } from '../../src/events/provider.ts'
import { provider } from '../../src/machines/provider.ts'
import { given as givenOf } from '../support/given.ts'

const given = givenOf(provider)
const until = '2026-11-21T10:01:00.000Z'

const failed = (until?: string): ProviderEvent => ({
  type: 'provider.failed',
  data: { class: 'server', reason: 'Oops.', ...(until && { until }) },
})
const probed: ProviderEvent = { type: 'provider.probed', data: {} }
const answered: ProviderEvent = { type: 'provider.answered', data: {} }

test('a failure is counted, and the provider is asked again', t => {
  const { state, context } = given(failed()).when(failed())
  t.is(state, 'closed')
  t.like(context, {
    failures: 2,
    timesOpened: 0,
    class: 'server',
    reason: 'Oops.',
    until: undefined,
  })
})

test('an answer makes all failures forgotten', t => {
  const { state, context } = given(failed(), failed()).when(answered)
  t.is(state, 'closed')
  t.like(context, { failures: 0, timesOpened: 0, class: undefined, reason: undefined })
})

test('a failure that names a time opens it until then', t => {
  const { state, context } = given(failed()).when(failed(until))
  t.is(state, 'open')
  t.like(context, { failures: 2, timesOpened: 1, until })
})

test('while it is open nothing is asked, but a probe may find out', t => {
  t.throws(() => given(failed(until)).when(failed(until)), { code: 'EVENT_REFUSED' })
  t.is(given(failed(until)).when(probed).state, 'half-open')
})

test('a request that was under way when it was opened may close it', t => {
  t.is(given(failed(until)).when(answered).state, 'closed')
})

test('a probe that is answered closes it, one that fails opens it for the next time', t => {
  t.is(given(failed(until), probed).when(answered).state, 'closed')
  const { state, context } = given(failed(until), probed).when(failed(until))
  t.is(state, 'open')
  t.is(context.timesOpened, 2)
})

test('a probe that was killed is made again', t => {
  t.is(given(failed(until), probed).when(probed).state, 'half-open')
})
