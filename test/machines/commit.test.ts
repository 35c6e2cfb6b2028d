// Long because each test file is a process of its own: what belongs together shares one.
import test from 'ava'
import * as fc from 'fast-check'
import { getShortestPaths } from 'xstate/graph'
import {
  dehydrate,
  due,
  evolve,
  fold,
  initial,
  rehydrate,
  type State,
  stateName,
} from '../../src/engine/fold.ts'
import { CommitEvent } from '../../src/events/commit.ts'
import { commit } from '../../src/machines/commit.ts'
import type { CommitRun } from '../../src/machines/commit-run.ts'
import {
  deferred,
  drafted,
  failed,
  headMoved,
  idOf,
  moved,
  noticed,
  outdated,
  planned,
  prepared,
  published,
  recovered,
  resumed,
  retry,
  retryOf,
  returned,
  revert,
  refused as revertRefused,
  rewritten,
  sha,
  skipped,
  started,
  targetFailed,
  targetGone,
  unchanged,
  written,
} from '../support/commit-events.ts'
import { given as givenOf } from '../support/given.ts'
import { runs } from '../support/runs.ts'

const given = givenOf(commit)

const ready = [noticed, planned('Usage')]
const drafting = [...ready, started]
const both = [noticed, planned('Usage', 'Options'), started]
const preparing = [...drafting, drafted('Usage')]
const publishing = [...preparing, prepared()]
const done = [...publishing, published()]
const partly = [...both, drafted('Usage'), targetFailed('Options'), prepared(), published()]

const states = ({ targets }: CommitRun): string[] => targets.map(({ state }) => state)

// From noticing to publishing

test('a commit that was noticed is planned next', t => {
  const { state, due: next, context } = given().when(noticed)
  t.deepEqual([state, next], ['pending', 'plan'])
  t.like(context, { commit: sha('a'), parents: [sha('9')], branch: 'refs/heads/main', attempt: 1 })
})

test('a planned commit asks to be started, with its targets at hand', t => {
  const { state, due: next, context } = given(noticed).when(planned('Usage', 'Options'))
  t.deepEqual([state, next], ['planned.ready', 'start'])
  t.deepEqual(states(context), ['planned', 'planned'])
  t.is(context.head, sha('a'))
})

test('a commit that needs nothing is skipped with the reason', t => {
  const { state, due: next, context } = given(noticed).when(skipped('docs-only'))
  t.deepEqual([state, next], ['skipped', undefined])
  t.deepEqual(context.reason, { code: 'docs-only', detail: 'Skipped: docs-only.' })
})

test('a started commit is drafted until every target is answered', t => {
  t.like(given(...ready).when(started), { state: 'applying.drafting', due: 'draft' })
  const { state, due: next, context } = given(...both).when(drafted('Usage'))
  t.deepEqual([state, next], ['applying.drafting', 'draft'])
  t.deepEqual(states(context), ['drafted', 'planned'])
  t.deepEqual(context.targets[0]?.draft, {
    before: sha('b'),
    text: '## Usage\n\nOptions are read from a file.\n',
  })
})

test('when all is answered the doc commit is prepared, then published', t => {
  t.like(given(...drafting).when(drafted('Usage')), { state: 'applying.preparing', due: 'prepare' })
  const { state, due: next, context } = given(...preparing).when(prepared())
  t.deepEqual([state, next], ['applying.publishing.moving', 'publish'])
  t.like(context.prepared, { docCommit: sha('d'), parent: sha('a'), ref: 'refs/heads/main' })
})

test('a published commit is a success and keeps the doc commit, not the drafts', t => {
  const { state, due: next, context } = given(...publishing).when(published())
  t.deepEqual([state, next], ['success', undefined])
  t.is(context.docCommit, sha('d'))
  t.is(context.prepared, undefined)
  t.like(context.targets[0], { state: 'done', docCommit: sha('d') })
  t.false('draft' in (context.targets[0] ?? {}))
})

test('documents that are only written are a success without a doc commit', t => {
  const { state, context } = given(...preparing).when(written)
  t.is(state, 'success')
  t.is(context.docCommit, undefined)
  t.deepEqual(states(context), ['done'])
})

test('a commit whose sections are all right already is skipped', t => {
  const { state, context } = given(...both, unchanged('Usage')).when(unchanged('Options'))
  t.is(state, 'skipped')
  t.is(context.reason?.code, 'unchanged')
})

test('one section that changes is enough for a doc commit', t => {
  const then = given(...both, unchanged('Usage')).when(drafted('Options'))
  t.like(then, { state: 'applying.preparing', due: 'prepare' })
})

// A branch that moves, sections that change

test('when the branch moved, the doc commit is prepared anew', t => {
  const { state, due: next, context } = given(...publishing).when(headMoved)
  t.deepEqual([state, next], ['applying.preparing', 'prepare'])
  t.is(context.prepared, undefined)
  const again = given(...publishing, headMoved, prepared(sha('e'), sha('c'))).when(
    published(sha('e')),
  )
  t.like(again, { state: 'success' })
  t.is(again.context.docCommit, sha('e'))
})

test('a section that changed meanwhile is drafted anew, the others are not', t => {
  const past = [...both, drafted('Usage'), drafted('Options')]
  const { state, due: next, context } = given(...past).when(outdated('Options'))
  t.deepEqual([state, next], ['applying.drafting', 'draft'])
  t.deepEqual(states(context), ['drafted', 'planned'])
  t.false('draft' in (context.targets[1] ?? {}))
})

test('a target whose section is gone fails while the rest is prepared', t => {
  const past = [...both, drafted('Usage'), drafted('Options')]
  const { state, context } = given(...past).when(targetFailed('Options', 'SECTION_MISSING'))
  t.is(state, 'applying.preparing')
  t.deepEqual(states(context), ['drafted', 'failed'])
  t.like(given(...preparing).when(targetFailed('Usage', 'SECTION_MISSING')), { state: 'failed' })
})

test('a target whose section is gone is skipped, and the others are documented', t => {
  const { state, context } = given(...both, drafted('Usage')).when(targetGone('Options'))
  t.is(state, 'applying.preparing')
  t.deepEqual(states(context), ['drafted', 'skipped'])
  t.regex(context.targets[1]?.reason ?? '', /has no section/)
  const later = given(...both, drafted('Usage'), drafted('Options')).when(targetGone('Options'))
  t.deepEqual([later.state, states(later.context)], ['applying.preparing', ['drafted', 'skipped']])
  const done = given(...both, drafted('Usage'), targetGone('Options'), prepared()).when(published())
  t.deepEqual([done.state, states(done.context)], ['success', ['done', 'skipped']])
})

test('a run all of whose sections are gone is skipped, and names them', t => {
  const { state, context } = given(...both, targetGone('Usage')).when(targetGone('Options'))
  t.is(state, 'skipped')
  t.like(context.reason, { code: 'no-section' })
  t.regex(context.reason?.detail ?? '', /"Usage"[\s\S]*"Options"/)
  const partly = given(...both, targetGone('Usage')).when(unchanged('Options'))
  t.is(partly.state, 'skipped')
  t.like(partly.context.reason, { code: 'unchanged' })
})

test('a section that is gone stays skipped, and a retry looks for it again', t => {
  const past = [...both, targetGone('Usage'), targetFailed('Options')]
  t.is(given(...past.slice(0, -1)).when(targetFailed('Options')).state, 'failed')
  const { state, context } = given(...past).when(retry)
  t.deepEqual([state, states(context)], ['pending', ['planned', 'planned']])
})

// Waiting for a person

test('a commit that must wait asks for nothing and says why', t => {
  const { state, due: next, context } = given(...ready).when(deferred('rebase'))
  t.deepEqual([state, next], ['planned.waiting', undefined])
  t.deepEqual(context.reason, { code: 'rebase', detail: 'It waits: rebase.' })
})

test('a target that waits says so itself', t => {
  const { context } = given(...both, drafted('Usage'), drafted('Options')).when(
    deferred('section-edited', 'Options'),
  )
  t.is(context.targets[0]?.reason, undefined)
  t.like(context.targets[1], { code: 'section-edited', reason: 'It waits: section-edited.' })
})

test('what waits for money remembers how much it needs, until it goes on', t => {
  const base = deferred('budget-reached', 'Usage')
  const event = { ...base, data: { ...base.data, needs: 0.02 } } as CommitEvent
  const drafting = [...ready, started]
  const { state, context } = given(...drafting).when(event)
  t.is(state, 'planned.waiting')
  t.like(context.reason, { code: 'budget-reached', needs: 0.02 })
  t.is(given(...drafting, event).when(resumed).context.reason, undefined)
})

test('a commit that waited starts again where it was, with the drafts it has', t => {
  const past = [...preparing, deferred('section-edited', 'Usage')]
  const { state, due: next, context } = given(...past).when(resumed)
  t.deepEqual([state, next], ['planned.ready', 'start'])
  t.is(context.reason, undefined)
  t.is(context.targets[0]?.reason, undefined)
  t.like(given(...past, resumed).when(started), { state: 'applying.preparing', due: 'prepare' })
})

test('a commit that must wait while it is published is prepared anew when it goes on', t => {
  const past = [...publishing, deferred('index-locked')]
  t.is(given(...past).now.context.prepared, undefined)
  t.like(given(...past, resumed).when(started), { state: 'applying.preparing' })
})

// Failures and retries

test('a step that fails fails the run, with what went wrong', t => {
  for (const [past, step] of [
    [[noticed], 'plan'],
    [ready, 'start'],
    [drafting, 'draft'],
    [preparing, 'prepare'],
    [publishing, 'publish'],
  ] as const) {
    const { state, due: next, context } = given(...past).when(failed(step, 'GIT_FAILED', 'Look.'))
    t.deepEqual([state, next], ['failed', undefined], step)
    t.deepEqual(context.reason, {
      step,
      code: 'GIT_FAILED',
      detail: `${step} went wrong.`,
      hint: 'Look.',
    })
    t.is(context.prepared, undefined)
  }
})

test('when no target could be drafted, the run fails with their reasons', t => {
  const { state, context } = given(...both, targetFailed('Usage')).when(targetFailed('Options'))
  t.is(state, 'failed')
  t.is(context.reason?.code, 'MODEL_THROTTLED')
  t.regex(context.reason?.detail ?? '', /“Usage”: No answer for Usage\. .*“Options”/)
})

test('what succeeded is published, and the run then fails with the targets that did not', t => {
  t.like(given(...both, drafted('Usage')).when(targetFailed('Options')), {
    state: 'applying.preparing',
  })
  const { state, context } = given(...partly).now
  t.is(state, 'failed')
  t.deepEqual(states(context), ['done', 'failed'])
  t.is(context.docCommit, sha('d'))
  t.regex(context.reason?.detail ?? '', /Options/)
})

test('a retry plans again and takes only what is not done', t => {
  const { state, due: next, context } = given(...partly).when(retry)
  t.deepEqual([state, next], ['pending', 'plan'])
  t.is(context.attempt, 2)
  t.is(context.reason, undefined)
  t.deepEqual(states(context), ['done', 'planned'])

  const again = given(...partly, retry, planned('Usage', 'Options'), started)
  t.deepEqual(states(again.now.context), ['done', 'planned'])
  const end = again.when(drafted('Options'))
  t.deepEqual([end.state, states(end.context)], ['applying.preparing', ['done', 'drafted']])
})

test('a retried target keeps the doc commit of each target apart', t => {
  const past = [
    ...partly,
    retry,
    planned('Options'),
    started,
    drafted('Options'),
    prepared(sha('e')),
  ]
  const { state, context } = given(...past).when(published(sha('e')))
  t.is(state, 'success')
  t.deepEqual(
    context.targets.map(({ docCommit }) => docCommit),
    [sha('d'), sha('e')],
  )
})

test('a retry that finds the rest unchanged is a success', t => {
  const then = given(...partly, retry, planned('Options'), started).when(unchanged('Options'))
  t.is(then.state, 'success')
  t.is(then.context.docCommit, sha('d'))
})

test('a retry that fails again can be retried again', t => {
  const past = [noticed, failed('plan'), retry, failed('plan')]
  t.is(given(...past).now.state, 'failed')
  t.is(given(...past).when(retry).context.attempt, 3)
})

test('an unfinished or failed run is skipped when its commit was rewritten away', t => {
  for (const past of [
    [noticed],
    ready,
    [...ready, deferred('rebase')],
    drafting,
    preparing,
    publishing,
    [noticed, failed('plan')],
  ]) {
    t.is(given(...past).when(skipped('rewritten')).state, 'skipped')
  }
})

test('a run whose later events were lost is a success once its doc commit is found in Git', t => {
  for (const past of [
    [noticed],
    ready,
    [...ready, deferred('rebase')],
    drafting,
    preparing,
    publishing,
    [noticed, failed('plan')],
    partly,
  ]) {
    const { state, due: next, context } = given(...past).when(recovered(sha('e')))
    t.deepEqual([state, next, context.docCommit], ['success', undefined, sha('e')])
  }
  const { targets } = given(...partly).when(recovered(sha('e'))).context
  t.deepEqual(
    targets.map(({ docCommit }) => docCommit),
    [sha('d'), sha('e')],
  )
})

test('a retry of one target begins only that one anew; the others stay failed', t => {
  const past = [
    ...[noticed, planned('Usage', 'Options', 'Flags'), started, drafted('Usage')],
    ...[targetFailed('Options'), targetFailed('Flags'), prepared(), published()],
  ]
  const { state, context } = given(...past).when(retryOf('Options'))
  t.deepEqual([state, states(context)], ['pending', ['done', 'planned', 'failed']])
  t.deepEqual([context.attempt, context.only], [2, [idOf('Options')]])

  const again = given(...past, retryOf('Options'), planned('Usage', 'Options', 'Flags'), started)
  t.is(again.now.state, 'applying.drafting')
  t.deepEqual(states(again.now.context).sort(), ['done', 'failed', 'planned'])
  const end = given(
    ...past,
    ...[retryOf('Options'), planned('Usage', 'Options', 'Flags'), started],
    ...[drafted('Options'), prepared(sha('e')), published(sha('e'))],
  ).now
  t.is(end.state, 'failed')
  t.regex(end.context.reason?.detail ?? '', /^README\.md, “Flags”/)
  t.is(
    given(...past, retryOf('Options'), planned('Options'), started).when(unchanged('Options'))
      .state,
    'failed',
  )
})

test('what a failed step never came to stays failed when another target is tried again', t => {
  const past = [noticed, planned('Usage', 'Options'), started, drafted('Usage'), failed('draft')]
  const { context } = given(...past).when(retryOf('Options'))
  t.deepEqual(states(context), ['failed', 'planned'])
  t.like(context.targets[0], { code: 'GIT_FAILED', reason: 'draft went wrong.' })
})

test('a full retry after one of a target takes everything that is not done', t => {
  const past = [...both, targetFailed('Usage'), targetFailed('Options')]
  const again = [retryOf('Options'), planned('Usage', 'Options'), started, targetFailed('Options')]
  const { state, context } = given(...past, ...again).when(retry)
  t.deepEqual(
    [state, states(context), context.only],
    ['pending', ['planned', 'planned'], undefined],
  )
})

// Reverting

const revertIntent = [...done, revert, prepared(sha('e'), sha('d'))]
const reverted = [...revertIntent, published(sha('e'))]

test('a success that is reverted prepares and publishes the revert, and is reverted', t => {
  t.like(given(...done).when(revert), { state: 'reverting.preparing', due: 'revert' })
  t.like(given(...revertIntent).now, { state: 'reverting.publishing', due: 'publishRevert' })
  const { state, due: next, context } = given(...revertIntent).when(published(sha('e')))
  t.deepEqual([state, next], ['reverted', undefined])
  t.deepEqual(states(context), ['reverted'])
  t.like(context, { docCommit: sha('d'), revertCommit: sha('e'), prepared: undefined })
  t.deepEqual(
    context.undo.map(({ docCommit }) => docCommit),
    [sha('e')],
  )
})

test('a revert is reverted, and that again, without end', t => {
  let past = [...reverted]
  for (const [at, id] of ['1', '2', '3', '4', '5'].entries()) {
    past = [...past, revert, prepared(sha(id)), published(sha(id))]
    const { state, context } = given(...past).now
    const forward = at % 2 === 0
    t.is(state, forward ? 'success' : 'reverted')
    t.deepEqual(states(context), [forward ? 'done' : 'reverted'])
    t.is(forward ? context.docCommit : context.revertCommit, sha(id))
    t.deepEqual(
      context.undo.map(({ docCommit }) => docCommit),
      [sha(id)],
    )
  }
})

test('what a failed run published can be reverted, and it is failed again when it is back', t => {
  const there = [...partly, revert, prepared(sha('e')), published(sha('e'))]
  t.deepEqual(
    [given(...there).now.state, states(given(...there).now.context)],
    ['reverted', ['reverted', 'failed']],
  )
  const back = given(...there, revert, prepared(sha('f'))).when(published(sha('f')))
  t.deepEqual([back.state, states(back.context)], ['failed', ['done', 'failed']])
  t.regex(back.context.reason?.detail ?? '', /Options/)
  const all = [
    ...partly,
    retry,
    planned('Options'),
    started,
    drafted('Options'),
    prepared(sha('e')),
  ]
  t.deepEqual(
    given(...all, published(sha('e'))).now.context.undo.map(({ docCommit }) => docCommit),
    [sha('d'), sha('e')],
  )
})

test('a revert that is refused or fails leads back to where it came from and says why', t => {
  for (const [past, state] of [
    [done, 'success'],
    [partly, 'failed'],
    [reverted, 'reverted'],
  ] as const) {
    const was = given(...past).now.context
    const then = given(...past, revert).when(revertRefused())
    t.deepEqual([then.state, then.due], [state, undefined])
    t.like(then.context.revert, { code: 'REVERT_CONFLICT', hint: 'Edit it by hand.' })
    t.deepEqual(
      { ...then.context, revert: undefined, prepared: undefined },
      {
        ...was,
        revert: undefined,
        prepared: undefined,
      },
    )
    t.like(given(...past, revert).when(failed('revert')), { state })
    const late = given(...past, revert, prepared(sha('e'))).when(failed('publishRevert'))
    t.deepEqual([late.state, late.context.prepared], [state, undefined])
    t.is(given(...past, revert, revertRefused()).when(revert).context.revert, undefined)
  }
})

test('a revert waits for a person and goes on, prepared anew', t => {
  for (const past of [[...done, revert], revertIntent]) {
    const { state, due: next, context } = given(...past).when(deferred('rebase', 'Usage'))
    t.deepEqual([state, next], ['reverting.waiting', undefined])
    t.deepEqual(context.revert, { code: 'rebase', detail: 'It waits: rebase.' })
    t.deepEqual(
      [context.reason, context.prepared, states(context)],
      [undefined, undefined, ['done']],
    )
    const then = given(...past, deferred('rebase', 'Usage')).when(resumed)
    t.like(then, { state: 'reverting.preparing', due: 'revert' })
  }
})

test('when the branch moved, the revert is prepared anew', t => {
  const { state, context } = given(...revertIntent).when(headMoved)
  t.deepEqual([state, context.prepared], ['reverting.preparing', undefined])
})

test('a code commit that a doc commit amended is known by its new id', t => {
  const event = prepared()
  const amending = { ...event, data: { ...event.data, amends: sha('a') } } as CommitEvent
  const { context } = given(...preparing, amending).when(published())
  t.deepEqual([context.amended, context.docCommit], [sha('d'), sha('d')])
  t.is(given(...done).now.context.amended, undefined)
})

// What is refused

const refused = test.macro((t, past: readonly CommitEvent[], event: CommitEvent) => {
  const state = given(...past).now.state
  t.throws(() => given(...past).when(event), {
    code: 'EVENT_REFUSED',
    message: `A run in state "${state}" cannot accept the event "${event.type}".`,
  })
})

test('a commit is noticed once', refused, [noticed], noticed)
test('nothing happens to a commit nobody noticed', refused, [], planned('Usage'))
test('nothing is started before it is planned', refused, [noticed], started)
test('nothing is drafted before it is started', refused, ready, drafted('Usage'))
test('nothing is drafted while it waits', refused, [...ready, deferred('rebase')], drafted('Usage'))
test('what does not wait is not resumed', refused, ready, resumed)
test('a target is answered once', refused, [...both, drafted('Usage')], unchanged('Usage'))
test(
  'a target that failed is not drafted before a retry',
  refused,
  [...both, targetFailed('Usage')],
  drafted('Usage'),
)
test('no answer is taken for a target nobody planned', refused, drafting, drafted('Options'))
test(
  'what is done is not drafted again',
  refused,
  [...partly, retry, planned('Options'), started],
  drafted('Usage'),
)
test(
  'only what was drafted can be outdated',
  refused,
  [...both, drafted('Usage'), unchanged('Options')],
  outdated('Options'),
)
test('nothing is prepared before all is answered', refused, drafting, prepared())
test('nothing is published before it is prepared', refused, preparing, published())
test('a branch moves away only from what is prepared', refused, preparing, headMoved)
test('what is published is not prepared again', refused, publishing, prepared())
test('a success is not recovered', refused, done, recovered())
test('what is skipped is not recovered', refused, [noticed, skipped('docs-only')], recovered())
test('a success takes no failure', refused, done, failed('publish'))
test('a success is not skipped', refused, done, skipped('rewritten'))
test('a success is not retried', refused, done, retry)
test('what never made a doc commit is not reverted', refused, [...preparing, written], revert)
test(
  'a run that failed before any doc commit is not reverted',
  refused,
  [noticed, failed('plan')],
  revert,
)
test('what is skipped is not reverted', refused, [noticed, skipped('docs-only')], revert)
test('a revert is asked for once', refused, [...done, revert], revert)
test('what is reverted is not retried', refused, [...reverted], retry)
test('nothing is given back before it is prepared', refused, [...done, revert], published())
test('what is skipped stays skipped', refused, [noticed, skipped('docs-only')], retry)
test('what failed is not resumed but retried', refused, [noticed, failed('plan')], planned('Usage'))

// Rewritten commits

const unfinishedOnes = { noticed: [noticed], ready, drafting, preparing, publishing }
for (const [name, past] of Object.entries(unfinishedOnes)) {
  test(`a commit rewritten while it is ${name} is skipped, and its drafts go`, t => {
    const { state, due: next, context } = given(...past).when(rewritten())
    t.deepEqual([state, next], ['skipped', undefined])
    t.deepEqual(context.reason, { code: 'rewritten', detail: 'Rewritten as eeeeeeee.' })
    t.is(context.rewrittenBy, sha('e'))
    t.is(context.prepared, undefined)
    t.true(context.targets.every(({ draft }) => draft === undefined))
  })
}

test('a commit that failed is no failure once it is rewritten, and keeps what it published', t => {
  t.is(given(noticed, failed('plan')).when(rewritten(null)).state, 'skipped')
  const { state, context } = given(...partly).when(rewritten())
  t.deepEqual([state, context.docCommit], ['skipped', sha('d')])
  t.deepEqual(states(context), ['done', 'failed'])
})

test('what was documented, or skipped for another reason, stays so and remembers its successor', t => {
  const success = given(...done).when(rewritten())
  t.deepEqual([success.state, success.context.rewrittenBy], ['success', sha('e')])
  const left = given(noticed, skipped('no-section')).when(rewritten())
  t.deepEqual([left.state, left.context.rewrittenBy], ['skipped', sha('e')])
  t.is(left.context.reason?.code, 'no-section')
})

test('a commit that was on no branch is told with its successor when that is found', t => {
  const { state, context } = given(noticed, rewritten(null)).when(rewritten())
  t.deepEqual([state, context.rewrittenBy], ['skipped', sha('e')])
  t.is(context.reason?.detail, 'Rewritten as eeeeeeee.')
})

test('a rewritten commit that is on a branch again is planned anew', t => {
  const {
    state,
    due: next,
    context,
  } = given(...preparing, rewritten(null)).when({
    type: 'commit.returned',
    data: { branch: 'refs/heads/rescue' },
  })
  t.deepEqual([state, next], ['pending', 'plan'])
  t.deepEqual(
    [context.branch, context.reason, context.rewrittenBy, context.attempt],
    ['refs/heads/rescue', undefined, undefined, 1],
  )
  t.deepEqual(states(context), ['planned'])
  t.is(given(noticed, rewritten()).when(returned).context.branch, 'refs/heads/main')
})

test('only a rewritten commit returns', refused, [noticed, skipped('no-section')], returned)
test('a success does not return', refused, [...done, rewritten()], returned)

test('a commit waits on the branch it moved to, wherever it is', t => {
  for (const past of [[noticed], ready, drafting, [noticed, failed('plan')]]) {
    const before = given(...past).now
    const after = given(...past).when(moved())
    t.deepEqual([after.state, after.due], [before.state, before.due])
    t.is(after.context.branch, 'refs/heads/feature')
  }
})

test('what a commit was made of, and what it changes, is remembered', t => {
  const made: CommitEvent = {
    type: 'commit.noticed',
    data: {
      ...(noticed.data as { commit: string; parents: string[]; subject: string }),
      rewrites: [sha('7')],
    },
  }
  t.deepEqual(given().when(made).context.rewrites, [sha('7')])
  const plan = planned('Usage')
  const identified = { ...plan, data: { ...plan.data, changeId: 'id' } } as CommitEvent
  t.is(given(noticed).when(identified).context.changeId, 'id')
})

// Whatever happens

/** One of each event, for two targets. */
const alphabet: readonly CommitEvent[] = [
  noticed,
  planned('Usage'),
  planned('Usage', 'Options'),
  skipped('rewritten'),
  rewritten(),
  rewritten(null),
  returned,
  moved(),
  started,
  deferred('rebase', 'Usage'),
  resumed,
  ...['Usage', 'Options'].flatMap(section => [
    drafted(section),
    unchanged(section),
    targetFailed(section),
    outdated(section),
  ]),
  prepared(),
  targetGone('Usage'),
  headMoved,
  published(),
  written,
  recovered(),
  failed('draft'),
  retry,
  retryOf('Options'),
  revert,
  revertRefused(),
]

const taken = (state: State, event: CommitEvent): State | undefined =>
  state.can(event) ? evolve(commit, state, event) : undefined

/** Random histories: of any sequence of events, those that were accepted. */
const histories = fc
  .array(fc.constantFrom(...alphabet), { maxLength: 60 })
  .map(events => [noticed, ...events])
  .map(events => {
    const accepted: CommitEvent[] = []
    let state = initial(commit)
    for (const event of events) {
      const next = taken(state, event)
      if (next) accepted.push(event)
      state = next ?? state
    }
    return accepted
  })

const contextOf = (state: State): CommitRun => state.context as CommitRun

const assertSound = (past: readonly CommitEvent[], state: State): void => {
  const { targets, prepared: intent, reason, attempt, undo, revertCommit } = contextOf(state)
  const why = contextOf(state).revert
  const name = stateName(state)
  const asks = due(state)
  const claims: Record<string, boolean> = {
    'only a state at rest asks for nothing':
      asks !== undefined || /^(success|skipped|failed|reverted|.*\.waiting)$/.test(name),
    'what is published was prepared': /^publish/.test(asks ?? '') === (intent !== undefined),
    'what failed says why': name !== 'failed' || reason !== undefined,
    'what waits says why': name !== 'planned.waiting' || reason !== undefined,
    'a success has nothing left to do':
      name !== 'success' ||
      targets.every(({ state: at }) => at === 'done' || at === 'unchanged' || at === 'skipped'),
    'drafts are kept just as long as they are needed': targets.every(
      ({ state: at, draft }) => (at === 'drafted') === (draft !== undefined),
    ),
    'a success keeps no reason to have failed': name !== 'success' || reason === undefined,
    'what is reverted can be taken back': name !== 'reverted' || undo.length === 1,
    'sections are given back by a commit':
      (revertCommit !== undefined) === targets.some(({ state: at }) => at === 'reverted'),
    'a revert that waits says why': name !== 'reverting.waiting' || why !== undefined,
    'attempts are counted':
      attempt === 1 + past.filter(({ type }) => type === 'retry.requested').length,
    'targets are named once': new Set(targets.map(({ id }) => id)).size === targets.length,
  }
  for (const [claim, holds] of Object.entries(claims)) {
    if (!holds) throw new Error(`${claim}: not in ${name} after ${past.map(({ type }) => type)}`)
  }
}

test('whatever is accepted keeps the run sound, at every step', t => {
  fc.assert(
    fc.property(histories, events => {
      let state = initial(commit)
      for (const [at, event] of events.entries()) {
        state = evolve(commit, state, event)
        assertSound(events.slice(0, at + 1), state)
      }
    }),
    runs(100),
  )
  t.pass()
})

test('what is published was prepared since the last time anything else was decided', t => {
  fc.assert(
    fc.property(histories, events => {
      for (const [at, { type }] of events.entries()) {
        if (type === 'commit.published' && events[at - 1]?.type !== 'commit.prepared') {
          throw new Error(events.map(event => event.type).join(' '))
        }
      }
    }),
  )
  t.pass()
})

test('a run folded in two parts, through JSON, is the run folded at once', t => {
  fc.assert(
    fc.property(histories, fc.nat(), (events, cut) => {
      const at = cut % (events.length + 1)
      const stored = JSON.parse(JSON.stringify(dehydrate(fold(commit, events.slice(0, at)))))
      let state = rehydrate(commit, stored)
      for (const event of events.slice(at)) state = evolve(commit, state, event)
      t.deepEqual(plain(state), plain(fold(commit, events)))
    }),
    runs(40),
  )
})

const plain = (state: State) => JSON.parse(JSON.stringify([dehydrate(state), due(state)]))

test('every state is reached, and every history that gets there by the shortest way is sound', t => {
  // Attempts could be counted for ever: two runs are alike when they differ in nothing else.
  const alike = (state: State) => [
    stateName(state),
    states(contextOf(state)),
    contextOf(state).docCommit,
    contextOf(state).undo.length > 0,
    contextOf(state).revertCommit,
    contextOf(state).only,
  ]
  const paths = getShortestPaths(commit, {
    events: [...alphabet] as never[],
    serializeState: state => JSON.stringify(alike(state as unknown as State)),
  })
  for (const { steps } of paths) {
    const events = steps.slice(1).map(({ event }) => event as CommitEvent)
    let state = initial(commit)
    for (const [at, event] of events.entries()) {
      state = evolve(commit, state, event)
      assertSound(events.slice(0, at + 1), state)
    }
  }
  const reached = new Set(paths.map(({ state }) => stateName(state as unknown as State)))
  t.deepEqual([...reached].sort(), [
    'applying.drafting',
    'applying.preparing',
    'applying.publishing.moving',
    'failed',
    'pending',
    'planned.ready',
    'planned.waiting',
    'reverted',
    'reverting.preparing',
    'reverting.publishing',
    'reverting.waiting',
    'skipped',
    'success',
    'unknown',
  ])
})

test('the events of the tests are events of the log', t => {
  for (const event of alphabet) t.deepEqual(CommitEvent.parse(event), event)
  t.is(idOf('Usage'), 'README.md#Usage')
})
