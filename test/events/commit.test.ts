import test from 'ava'
import { BranchEvent } from '../../src/events/branch.ts'
import { CommitEvent } from '../../src/events/commit.ts'
import { ObjectId } from '../../src/events/object-id.ts'
import { drafted, noticed, planned, prepared, sha, skipped } from '../support/commit-events.ts'

const accepts = (event: unknown): boolean => CommitEvent.safeParse(event).success

/** An event with some of its facts exchanged. */
const but = (event: CommitEvent, facts: Record<string, unknown>) => ({
  ...event,
  data: { ...event.data, ...facts },
})

test('an object id is whole and lower-case, of either hash', t => {
  for (const id of [sha('a'), 'b'.repeat(64)]) t.true(ObjectId.safeParse(id).success)
  for (const id of [
    '',
    'abc',
    sha('A'),
    sha('g'),
    'a'.repeat(41),
    ` ${sha('a')}`,
    `${sha('a')}\n`,
  ]) {
    t.false(ObjectId.safeParse(id).success, id)
  }
})

test('a commit without parents and without a branch can be noticed', t => {
  t.true(accepts(but(noticed, { parents: [], branch: undefined })))
  t.false(accepts(but(noticed, { parents: ['HEAD'] })))
  t.false(accepts(but(noticed, { commit: undefined })))
})

test('a plan names at least one target, whole', t => {
  t.false(accepts(planned()))
  t.true(accepts(planned('Usage')))
  t.false(accepts(but(planned('Usage'), { targets: [{ id: 'README.md#Usage' }] })))
})

test('a commit is skipped for a reason there is', t => {
  t.true(accepts(skipped('docs-only')))
  t.false(accepts(but(skipped('docs-only'), { reason: 'because' })))
})

test('numbers of lines and bytes are whole', t => {
  const call = { provider: 'a', model: 'b', milliseconds: 1.5, outcome: 'ok' }
  t.true(accepts(but(drafted('Usage'), { calls: [call] })))
  t.false(accepts(but(drafted('Usage'), { calls: [{ ...call, inputTokens: 1.5 }] })))
})

test('a doc commit says where each section stood', t => {
  const span = { start: 0, end: 10, sha256: 'c'.repeat(64) }
  const sections = [{ section: 'Usage', before: span, after: span }]
  const documents = [{ file: 'README.md', before: sha('1'), after: sha('2'), sections }]
  t.true(accepts(but(prepared(), { documents })))
  t.false(accepts(but(prepared(), { documents: [{ file: 'README.md' }] })))
})

test('facts nobody knows are left out, events nobody knows are refused', t => {
  t.deepEqual(CommitEvent.parse(but(noticed, { more: 1 })), noticed)
  t.false(accepts({ type: 'commit.vanished', data: {} }))
  t.false(accepts({ type: 'branch.baselined', data: { commit: sha('a') } }))
  t.false(accepts(null))
})

test('a branch is read up to a commit', t => {
  for (const type of ['branch.baselined', 'branch.reconciled']) {
    t.true(BranchEvent.safeParse({ type, data: { commit: sha('a') } }).success)
    t.false(BranchEvent.safeParse({ type, data: {} }).success)
  }
})
