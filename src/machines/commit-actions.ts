import type { CommitEvent } from '../events/commit.ts'
import { type CommitRun, replanned, type TargetState, withTarget } from './commit-run.ts'

/** What each event leaves in a run, as pure functions of what was there before. */

interface Given {
  readonly context: CommitRun
  readonly event: CommitEvent
}

type Change = Partial<CommitRun>

export const notice = ({ event }: Given): Change => {
  if (event.type !== 'commit.noticed') return {}
  const { commit, parents, subject, branch, rewrites } = event.data
  return { commit, parents, subject, branch, ...(rewrites && { rewrites }) }
}

export const plan = ({ context, event }: Given): Change => {
  if (event.type !== 'commit.planned') return {}
  const { only } = context
  const kept = context.targets.filter(
    ({ id, state }) => state === 'done' || (only && !only.includes(id)),
  )
  const open = event.data.targets
    .filter(({ id }) => !kept.some(target => target.id === id) && (!only || only.includes(id)))
    .map(target => ({ ...target, state: 'planned' as const }))
  const { head, changeId } = event.data
  return {
    head,
    targets: [...kept, ...open],
    reason: undefined,
    ...(changeId !== undefined && { changeId }),
  }
}

export const skip = ({ event }: Given): Change => {
  if (event.type !== 'commit.skipped') return {}
  const { reason: code, detail, changeId, documentedBy } = event.data
  return {
    reason: { code, detail },
    prepared: undefined,
    ...(changeId !== undefined && { changeId }),
    ...(documentedBy && { documentedBy }),
  }
}

export const defer = ({ context, event }: Given): Change => {
  if (event.type !== 'apply.deferred') return {}
  const { reason, detail, targets, needs } = event.data
  return {
    reason: { code: reason, detail, ...(needs !== undefined && { needs }) },
    prepared: undefined,
    targets: context.targets.map(target =>
      targets.includes(target.id) ? { ...target, reason: detail, code: reason } : target,
    ),
  }
}

export const resume = ({ context }: Given): Change => ({
  reason: undefined,
  targets: context.targets.map(({ reason, code, ...target }) =>
    target.state === 'failed' || target.state === 'unchanged'
      ? { ...target, reason, code }
      : target,
  ),
})

export const draft = ({ context, event }: Given): Change => {
  if (event.type !== 'target.drafted') return {}
  const { target: id, before, text, added } = event.data
  return {
    targets: withTarget(context.targets, id, target => ({
      ...target,
      state: 'drafted',
      draft: { before, text, ...(added && { added }) },
    })),
  }
}

export const leave = ({ context, event }: Given): Change => {
  if (event.type !== 'target.unchanged') return {}
  return {
    targets: withTarget(context.targets, event.data.target, target => ({
      ...target,
      state: 'unchanged',
    })),
  }
}

/** What an earlier attempt published stands; of the rest nothing is to be done any more. */
export const leaveRest = ({ context, event }: Given): Change =>
  event.type === 'commit.skipped'
    ? {
        targets: context.targets.map(target =>
          target.state === 'done'
            ? target
            : { ...target, state: 'unchanged' as const, reason: event.data.detail },
        ),
      }
    : {}

export const failTarget = ({ context, event }: Given): Change => {
  if (event.type !== 'target.failed') return {}
  const { target: id, code, reason } = event.data
  return {
    targets: withTarget(context.targets, id, ({ draft, ...target }) => ({
      ...target,
      state: 'failed',
      code,
      reason,
    })),
  }
}

export const outdate = ({ context, event }: Given): Change =>
  event.type === 'target.outdated'
    ? { targets: withTarget(context.targets, event.data.target, replanned) }
    : {}

export const prepare = ({ event }: Given): Change =>
  event.type === 'commit.prepared' ? { prepared: event.data } : {}

export const forgetPrepared = (): Change => ({ prepared: undefined })

export const publish = ({ context, event }: Given): Change => {
  const docCommit = event.type === 'commit.published' ? event.data.docCommit : undefined
  const { prepared, undo } = context
  return {
    docCommit: docCommit ?? context.docCommit,
    amended: prepared?.amends ? prepared.docCommit : context.amended,
    undo: docCommit && prepared ? [...undo, prepared] : undo,
    prepared: undefined,
    targets: context.targets.map(({ draft, ...target }) =>
      target.state === 'drafted' ? { ...target, state: 'done' as const, docCommit } : target,
    ),
  }
}

export const sayUnchanged = (): Change => ({
  reason: { code: 'unchanged', detail: 'Every section already says what the code does.' },
})

export const sayTargetsFailed = ({ context }: Given): Change => {
  const failed = context.targets.filter(({ state }) => state === 'failed')
  const [first] = failed
  return {
    reason: {
      code: first?.code ?? 'TARGET_FAILED',
      step: 'draft',
      detail: failed
        .map(({ file, section, reason }) => `${file}, “${section}”: ${reason}`)
        .join(' '),
    },
  }
}

export const fail = ({ event }: Given): Change => {
  if (event.type !== 'attempt.failed') return {}
  const { step, code, reason, hint } = event.data
  return { prepared: undefined, reason: { code, detail: reason, step, hint } }
}

export const beginAttempt = ({ context, event }: Given): Change => {
  const only = event.type === 'retry.requested' ? event.data.targets : undefined
  return {
    attempt: context.attempt + 1,
    only,
    reason: undefined,
    revert: undefined,
    prepared: undefined,
    targets: context.targets.map(target =>
      !only || only.includes(target.id) ? replanned(target) : left(target, context),
    ),
  }
}

/** A target that an attempt leaves out: what it had not come to failed with the attempt before. */
const left = ({ draft, ...target }: TargetState, { reason }: CommitRun): TargetState =>
  target.state === 'planned' || target.state === 'drafted'
    ? { ...target, state: 'failed', code: reason?.code, reason: reason?.detail }
    : target

// What became of the commit

/** The work ends here: drafts go, and what an earlier attempt published stands. */
export const giveWay = ({ context, event }: Given): Change => {
  if (event.type !== 'commit.rewritten') return {}
  const { by, detail } = event.data
  return {
    rewrittenBy: by,
    reason: { code: 'rewritten', detail },
    prepared: undefined,
    targets: context.targets.map(target =>
      target.state === 'drafted' ? replanned(target) : target,
    ),
  }
}

export const rememberRewrite = ({ event }: Given): Change =>
  event.type === 'commit.rewritten' ? { rewrittenBy: event.data.by } : {}

export const comeBack = ({ context, event }: Given): Change => ({
  branch: (event.type === 'commit.returned' && event.data.branch) || context.branch,
  rewrittenBy: undefined,
  reason: undefined,
  targets: context.targets.map(replanned),
})

export const move = ({ event }: Given): Change =>
  event.type === 'commit.moved' ? { branch: event.data.branch } : {}

/** Which of the targets the doc commit held is not known any more: none of them is left to do. */
export const recover = ({ context, event }: Given): Change => {
  if (event.type !== 'commit.recovered') return {}
  const { docCommit } = event.data
  return {
    docCommit,
    prepared: undefined,
    reason: undefined,
    targets: context.targets.map(({ draft, reason, code, ...target }) =>
      target.state === 'done' || target.state === 'unchanged'
        ? { ...target, reason, code }
        : { ...target, state: 'done' as const, docCommit },
    ),
  }
}

// Reverting

export const beginRevert = (): Change => ({ revert: undefined })

export const deferRevert = ({ event }: Given): Change =>
  event.type === 'apply.deferred'
    ? { prepared: undefined, revert: { code: event.data.reason, detail: event.data.detail } }
    : {}

export const refuseRevert = ({ event }: Given): Change => {
  if (event.type !== 'revert.refused' && event.type !== 'attempt.failed') return {}
  const { code, reason, hint } = event.data
  return { prepared: undefined, revert: { code, detail: reason, hint } }
}

/** The sections are as they were before the doc commits. */
export const giveBack = ({ context }: Given): Change => {
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

/** The revert was reverted: the sections are as the doc commits made them. */
export const giveForward = ({ context }: Given): Change => {
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
