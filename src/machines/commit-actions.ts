import type { CommitEvent } from '../events/commit.ts'
import { type CommitRun, replanned, withTarget } from './commit-run.ts'

/** What each event leaves in a run, as pure functions of what was there before. */

interface Given {
  readonly context: CommitRun
  readonly event: CommitEvent
}

type Change = Partial<CommitRun>

export const notice = ({ event }: Given): Change => {
  if (event.type !== 'commit.noticed') return {}
  const { commit, parents, subject, branch } = event.data
  return { commit, parents, subject, branch }
}

export const plan = ({ context, event }: Given): Change => {
  if (event.type !== 'commit.planned') return {}
  const done = context.targets.filter(({ state }) => state === 'done')
  const open = event.data.targets
    .filter(target => !done.some(({ id }) => id === target.id))
    .map(target => ({ ...target, state: 'planned' as const }))
  return { head: event.data.head, targets: [...done, ...open], reason: undefined }
}

export const skip = ({ event }: Given): Change =>
  event.type === 'commit.skipped'
    ? { reason: { code: event.data.reason, detail: event.data.detail }, prepared: undefined }
    : {}

export const defer = ({ context, event }: Given): Change => {
  if (event.type !== 'apply.deferred') return {}
  const { reason, detail, targets } = event.data
  return {
    reason: { code: reason, detail },
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
  const { target: id, before, text } = event.data
  return {
    targets: withTarget(context.targets, id, target => ({
      ...target,
      state: 'drafted',
      draft: { before, text },
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
  return {
    docCommit: docCommit ?? context.docCommit,
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

export const beginAttempt = ({ context }: Given): Change => ({
  attempt: context.attempt + 1,
  reason: undefined,
  prepared: undefined,
  targets: context.targets.map(replanned),
})
