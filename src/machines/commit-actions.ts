import { assertEvent } from 'xstate'
import type { CommitEvent } from '../events/commit.ts'
import { type CommitRun, replanned, type TargetState, withTarget } from './commit-run.ts'

/** Pure functions that compute how each event changes a run. */

type Change = Partial<CommitRun>
type Type = CommitEvent['type']
type DataOf<Types extends Type> = Extract<CommitEvent, { type: Types }>['data']

/** An action for events of the given types. It throws if the chart wires it to an event of another type. */
const on =
  <Types extends Type>(
    types: Types | readonly Types[],
    change: (context: CommitRun, data: DataOf<Types>) => Change,
  ) =>
  ({ context, event }: { readonly context: CommitRun; readonly event: CommitEvent }): Change => {
    assertEvent(event as CommitEvent, types as Type | readonly Type[])
    // The only cast in these actions: the line above checked that the event has such a type.
    return change(context, event.data as DataOf<Types>)
  }

export const notice = on('commit.noticed', (_, data) => {
  const { commit, parents, subject, branch, rewrites } = data
  return { commit, parents, subject, branch, ...(rewrites && { rewrites }) }
})

export const plan = on('commit.planned', ({ only, targets }, { head, changeId, ...planned }) => {
  const kept = targets.filter(({ id, state }) => state === 'done' || (only && !only.includes(id)))
  const open = planned.targets
    .filter(({ id }) => !kept.some(target => target.id === id) && (!only || only.includes(id)))
    .map(target => ({ ...target, state: 'planned' as const }))
  return {
    head,
    targets: [...kept, ...open],
    reason: undefined,
    ...(changeId !== undefined && { changeId }),
  }
})

export const skip = on('commit.skipped', (_, { reason: code, detail, changeId, documentedBy }) => ({
  reason: { code, detail },
  prepared: undefined,
  ...(changeId !== undefined && { changeId }),
  ...(documentedBy && { documentedBy }),
}))

export const defer = on('apply.deferred', (context, { reason, detail, targets, needs }) => ({
  reason: { code: reason, detail, ...(needs !== undefined && { needs }) },
  prepared: undefined,
  targets: context.targets.map(target =>
    targets.includes(target.id) ? { ...target, reason: detail, code: reason } : target,
  ),
}))

export const resume = on('apply.resumed', ({ targets }) => ({
  reason: undefined,
  targets: targets.map(({ reason, code, ...target }) =>
    target.state === 'failed' || target.state === 'unchanged' || target.state === 'skipped'
      ? { ...target, reason, code }
      : target,
  ),
}))

export const draft = on('target.drafted', (context, { target: id, before, text, added }) => ({
  targets: withTarget(context.targets, id, target => ({
    ...target,
    state: 'drafted',
    draft: { before, text, ...(added && { added }) },
  })),
}))

export const markUnchanged = on('target.unchanged', (context, { target: id, provider }) => ({
  targets: withTarget(context.targets, id, target => ({
    ...target,
    state: 'unchanged',
    // Nobody read the section: a model that leaves one as it is says more.
    ...(provider === 'offline' && { reason: nothingProven }),
  })),
}))

const nothingProven = 'The diff proves no edit of it; the offline provider makes no other.'

/** What an earlier attempt published stays; the other targets need no work. */
export const markRestUnchanged = on('commit.skipped', ({ targets }, { detail }) => ({
  targets: targets.map(target =>
    target.state === 'done' ? target : { ...target, state: 'unchanged' as const, reason: detail },
  ),
}))

/** A target that fails, or that is skipped because its section is gone. */
export const failTarget = on('target.failed', (context, data) => {
  const { target: id, code, reason, hint, skip } = data
  return {
    targets: withTarget(context.targets, id, ({ draft, ...target }) => ({
      ...target,
      state: skip ? 'skipped' : 'failed',
      code,
      reason,
      ...(hint !== undefined && { hint }),
    })),
  }
})

export const outdate = on('target.outdated', (context, { target }) => ({
  targets: withTarget(context.targets, target, replanned),
}))

export const prepare = on('commit.prepared', (_, data) => ({ prepared: data }))

export const forgetPrepared = (): Change => ({ prepared: undefined })

export const publish = on(
  ['commit.published', 'documents.written'],
  ({ prepared, undo, targets, amended, ...context }, data) => {
    const docCommit = 'docCommit' in data ? data.docCommit : undefined
    return {
      docCommit: docCommit ?? context.docCommit,
      amended: prepared?.amends ? prepared.docCommit : amended,
      undo: docCommit && prepared ? [...undo, prepared] : undo,
      prepared: undefined,
      targets: targets.map(({ draft, ...target }) =>
        target.state === 'drafted' ? { ...target, state: 'done' as const, docCommit } : target,
      ),
    }
  },
)

export const sayUnchanged = ({ context }: { readonly context: CommitRun }): Change => {
  const gone = context.targets.filter(({ state }) => state === 'skipped')
  if (gone.length > 0 && gone.length === context.targets.length)
    return { reason: { code: 'no-section', detail: gone.map(({ reason }) => reason).join(' ') } }
  const detail = context.targets.every(({ reason }) => reason === nothingProven)
    ? 'The diff proves no edit of a section; the offline provider makes no other.'
    : 'No section needed an edit.'
  return { reason: { code: 'unchanged', detail } }
}

export const sayTargetsFailed = ({ context }: { readonly context: CommitRun }): Change => {
  const failed = context.targets.filter(({ state }) => state === 'failed')
  const [first] = failed
  return {
    reason: {
      code: first?.code ?? 'TARGET_FAILED',
      step: 'draft',
      detail: failed
        .map(({ file, section, reason }) => `${file}, “${section}”: ${reason}`)
        .join(' '),
      hint: first?.hint,
    },
  }
}

export const fail = on('attempt.failed', (_, { step, code, reason, hint }) => ({
  prepared: undefined,
  reason: { code, detail: reason, step, hint },
}))

export const beginAttempt = on('retry.requested', (context, { targets: only }) => ({
  attempt: context.attempt + 1,
  only,
  reason: undefined,
  revert: undefined,
  prepared: undefined,
  targets: context.targets.map(target =>
    !only || only.includes(target.id) ? replanned(target) : leftOut(target, context),
  ),
}))

/** A target that an attempt leaves out. If it was still open, it failed with the previous attempt. */
const leftOut = ({ draft, ...target }: TargetState, { reason }: CommitRun): TargetState =>
  target.state === 'planned' || target.state === 'drafted'
    ? { ...target, state: 'failed', code: reason?.code, reason: reason?.detail, hint: reason?.hint }
    : target

// What happened to the commit

/** The work ends here: drafts are dropped, and what an earlier attempt published stays. */
export const supersede = on('commit.rewritten', ({ targets }, { by, detail }) => ({
  rewrittenBy: by,
  reason: { code: 'rewritten', detail },
  prepared: undefined,
  targets: targets.map(target => (target.state === 'drafted' ? replanned(target) : target)),
}))

export const rememberRewrite = on('commit.rewritten', (_, { by }) => ({ rewrittenBy: by }))

export const reinstate = on('commit.returned', (context, { branch }) => ({
  branch: branch || context.branch,
  rewrittenBy: undefined,
  reason: undefined,
  targets: context.targets.map(replanned),
}))

export const move = on('commit.moved', (_, { branch }) => ({ branch }))

/** Nobody knows any more which targets the doc commit contained, so every target counts as finished. */
export const recover = on('commit.recovered', ({ targets }, { docCommit }) => ({
  docCommit,
  prepared: undefined,
  reason: undefined,
  targets: targets.map(({ draft, reason, code, hint, ...target }) =>
    target.state === 'done' || target.state === 'unchanged' || target.state === 'skipped'
      ? { ...target, reason, code }
      : { ...target, state: 'done' as const, docCommit },
  ),
}))

// Reverting

export const beginRevert = (): Change => ({ revert: undefined })

export const deferRevert = on('apply.deferred', (_, { reason: code, detail }) => ({
  prepared: undefined,
  revert: { code, detail },
}))

export const refuseRevert = on(
  ['revert.refused', 'attempt.failed'],
  (_, { code, reason, hint }) => ({
    prepared: undefined,
    revert: { code, detail: reason, hint },
  }),
)

/** The sections are as they were before the doc commits. */
export const markReverted = ({ context }: { readonly context: CommitRun }): Change => {
  const { prepared, targets } = context
  return {
    revertCommit: prepared?.docCommit,
    undo: prepared ? [prepared] : [],
    prepared: undefined,
    targets: targets.map(target =>
      target.state === 'done' && target.docCommit ? { ...target, state: 'reverted' } : target,
    ),
  }
}

/** The revert was reverted, so the sections are as the doc commits made them. */
export const markRestored = ({ context }: { readonly context: CommitRun }): Change => {
  const { prepared, targets } = context
  return {
    docCommit: prepared?.docCommit,
    revertCommit: undefined,
    undo: prepared ? [prepared] : [],
    prepared: undefined,
    targets: targets.map(target =>
      target.state === 'reverted'
        ? { ...target, state: 'done', docCommit: prepared?.docCommit }
        : target,
    ),
  }
}
