import { assign, setup } from 'xstate'
import type { CommitEvent, DocumentChange, Target } from '../events/commit.ts'

/** Where a target is on its way; `reason` says why it waits, failed or was left. */
export interface TargetState extends Target {
  readonly state: 'planned' | 'drafted' | 'unchanged' | 'failed' | 'done'
  readonly reason?: string | undefined
  readonly code?: string | undefined
  /** Kept only until the doc commit holds it. */
  readonly draft?: { readonly before: string; readonly text: string } | undefined
  readonly docCommit?: string | undefined
}

/** What folding a commit's events leaves at hand. */
export interface CommitRun {
  readonly commit: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly branch?: string | undefined
  readonly attempt: number
  readonly head?: string | undefined
  readonly targets: readonly TargetState[]
  readonly prepared?:
    | { docCommit: string; parent: string; ref: string; documents: DocumentChange[] }
    | undefined
  readonly docCommit?: string | undefined
  /** Why it is skipped, waits or failed, as a stable word and as a sentence. */
  readonly reason?:
    | { code: string; detail: string; step?: string; hint?: string | undefined }
    | undefined
}

/** What a state may ask for; each is written in effects/commit.ts. */
export type CommitEffect = 'plan' | 'start' | 'draft' | 'prepare' | 'publish'

/** Rewrites one target of the list. */
const withTarget = (
  targets: readonly TargetState[],
  id: string,
  change: (target: TargetState) => TargetState,
): TargetState[] => targets.map(target => (target.id === id ? change(target) : target))

/** A target as planned, without what an earlier pass left on it. */
const replanned = ({
  state,
  reason,
  code,
  draft,
  docCommit,
  ...target
}: TargetState): TargetState =>
  state === 'done' ? { ...target, state, docCommit } : { ...target, state: 'planned' }

const any = (targets: readonly TargetState[], state: TargetState['state']): boolean =>
  targets.some(target => target.state === state)

const answered = (targets: readonly TargetState[]): boolean => !any(targets, 'planned')

/** From a commit to its documentation. */
export const commit = setup({
  types: {} as {
    context: CommitRun
    events: CommitEvent
    meta: { effect: CommitEffect }
  },
  guards: {
    draftsAreIn: ({ context: { targets } }) => answered(targets) && any(targets, 'drafted'),
    onlyFailuresAreIn: ({ context: { targets } }) => answered(targets) && any(targets, 'failed'),
    restIsDone: ({ context: { targets } }) => answered(targets) && any(targets, 'done'),
    allIsUnchanged: ({ context: { targets } }) => answered(targets),
    someFailed: ({ context: { targets } }) => any(targets, 'failed'),
  },
  actions: {
    notice: assign(({ event }) => {
      if (event.type !== 'commit.noticed') return {}
      const { commit, parents, subject, branch } = event.data
      return { commit, parents, subject, branch }
    }),
    plan: assign(({ context, event }) => {
      if (event.type !== 'commit.planned') return {}
      const done = context.targets.filter(({ state }) => state === 'done')
      const open = event.data.targets
        .filter(target => !done.some(({ id }) => id === target.id))
        .map(target => ({ ...target, state: 'planned' as const }))
      return { head: event.data.head, targets: [...done, ...open], reason: undefined }
    }),
    skip: assign(({ event }) =>
      event.type === 'commit.skipped'
        ? { reason: { code: event.data.reason, detail: event.data.detail }, prepared: undefined }
        : {},
    ),
    defer: assign(({ context, event }) => {
      if (event.type !== 'apply.deferred') return {}
      const { reason, detail, targets } = event.data
      return {
        reason: { code: reason, detail },
        prepared: undefined,
        targets: context.targets.map(target =>
          targets.includes(target.id) ? { ...target, reason: detail, code: reason } : target,
        ),
      }
    }),
    resume: assign(({ context }) => ({
      reason: undefined,
      targets: context.targets.map(({ reason, code, ...target }) =>
        target.state === 'failed' || target.state === 'unchanged'
          ? { ...target, reason, code }
          : target,
      ),
    })),
    draft: assign(({ context, event }) => {
      if (event.type !== 'target.drafted') return {}
      const { target: id, before, text } = event.data
      return {
        targets: withTarget(context.targets, id, target => ({
          ...target,
          state: 'drafted',
          draft: { before, text },
        })),
      }
    }),
    leave: assign(({ context, event }) => {
      if (event.type !== 'target.unchanged') return {}
      return {
        targets: withTarget(context.targets, event.data.target, target => ({
          ...target,
          state: 'unchanged',
        })),
      }
    }),
    failTarget: assign(({ context, event }) => {
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
    }),
    outdate: assign(({ context, event }) =>
      event.type === 'target.outdated'
        ? { targets: withTarget(context.targets, event.data.target, replanned) }
        : {},
    ),
    prepare: assign(({ event }) =>
      event.type === 'commit.prepared' ? { prepared: event.data } : {},
    ),
    forgetPrepared: assign({ prepared: undefined }),
    publish: assign(({ context, event }) => {
      const docCommit = event.type === 'commit.published' ? event.data.docCommit : undefined
      return {
        docCommit: docCommit ?? context.docCommit,
        prepared: undefined,
        targets: context.targets.map(({ draft, ...target }) =>
          target.state === 'drafted' ? { ...target, state: 'done' as const, docCommit } : target,
        ),
      }
    }),
    sayUnchanged: assign({
      reason: { code: 'unchanged', detail: 'Every section already says what the code does.' },
    }),
    sayTargetsFailed: assign(({ context }) => {
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
    }),
    fail: assign(({ event }) => {
      if (event.type !== 'attempt.failed') return {}
      const { step, code, reason, hint } = event.data
      return { prepared: undefined, reason: { code, detail: reason, step, hint } }
    }),
    beginAttempt: assign(({ context }) => ({
      attempt: context.attempt + 1,
      reason: undefined,
      prepared: undefined,
      targets: context.targets.map(replanned),
    })),
  },
}).createMachine({
  id: 'commit',
  context: { commit: '', parents: [], subject: '', attempt: 1, targets: [] },
  initial: 'unknown',
  states: {
    /** Before the first event; no run is ever seen here. */
    unknown: { on: { 'commit.noticed': { target: 'pending', actions: 'notice' } } },
    pending: {
      meta: { effect: 'plan' },
      on: {
        'commit.planned': { target: 'planned', actions: 'plan' },
        'commit.skipped': { target: 'skipped', actions: 'skip' },
        'attempt.failed': { target: 'failed', actions: 'fail' },
      },
    },
    planned: {
      initial: 'ready',
      on: { 'commit.skipped': { target: 'skipped', actions: 'skip' } },
      states: {
        ready: {
          meta: { effect: 'start' },
          on: {
            'apply.started': '#commit.applying',
            'apply.deferred': { target: 'waiting', actions: 'defer' },
            'attempt.failed': { target: '#commit.failed', actions: 'fail' },
          },
        },
        /** For a person: their edit of the section, a rebase, a detached HEAD. */
        waiting: { on: { 'apply.resumed': { target: 'ready', actions: 'resume' } } },
      },
    },
    applying: {
      initial: 'drafting',
      on: {
        'commit.skipped': { target: 'skipped', actions: 'skip' },
        'apply.deferred': { target: 'planned.waiting', actions: 'defer' },
        'attempt.failed': { target: 'failed', actions: 'fail' },
      },
      states: {
        drafting: {
          meta: { effect: 'draft' },
          always: [
            { guard: 'draftsAreIn', target: 'preparing' },
            { guard: 'onlyFailuresAreIn', target: '#commit.failed', actions: 'sayTargetsFailed' },
            { guard: 'restIsDone', target: '#commit.success' },
            { guard: 'allIsUnchanged', target: '#commit.skipped', actions: 'sayUnchanged' },
          ],
          on: {
            'target.drafted': { actions: 'draft' },
            'target.unchanged': { actions: 'leave' },
            'target.failed': { actions: 'failTarget' },
          },
        },
        preparing: {
          meta: { effect: 'prepare' },
          on: {
            'commit.prepared': { target: 'publishing', actions: 'prepare' },
            'documents.written': { target: 'publishing.done', actions: 'publish' },
            'target.outdated': { target: 'drafting', actions: 'outdate' },
            'target.failed': { target: 'drafting', actions: 'failTarget' },
          },
        },
        publishing: {
          initial: 'moving',
          states: {
            moving: {
              meta: { effect: 'publish' },
              on: {
                'commit.published': { target: 'done', actions: 'publish' },
                'head.moved': { target: '#commit.applying.preparing', actions: 'forgetPrepared' },
              },
            },
            done: {
              always: [
                { guard: 'someFailed', target: '#commit.failed', actions: 'sayTargetsFailed' },
                { target: '#commit.success' },
              ],
            },
          },
        },
      },
    },
    success: {},
    skipped: {},
    failed: {
      on: {
        'retry.requested': { target: 'pending', actions: 'beginAttempt' },
        'commit.skipped': { target: 'skipped', actions: 'skip' },
      },
    },
  },
})
