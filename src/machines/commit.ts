import { assign, setup } from 'xstate'
import type { CommitEvent } from '../events/commit.ts'
import {
  answered,
  any,
  type CommitEffect,
  type CommitRun,
  replanned,
  stateOf,
  withTarget,
} from './commit-run.ts'

/** From a commit to its documentation. */
export const commit = setup({
  types: {} as {
    context: CommitRun
    events: CommitEvent
    meta: { effect: CommitEffect }
  },
  guards: {
    isOpen: ({ context, event }) => stateOf(context.targets, event) === 'planned',
    isDrafted: ({ context, event }) => stateOf(context.targets, event) === 'drafted',
    draftsAreIn: ({ context: { targets } }) => answered(targets) && any(targets, 'drafted'),
    onlyFailuresAreIn: ({ context: { targets } }) => answered(targets) && any(targets, 'failed'),
    restIsDone: ({ context: { targets } }) => answered(targets) && any(targets, 'done'),
    allIsUnchanged: ({ context: { targets } }) => answered(targets),
    hasDocCommit: ({ context }) => context.docCommit !== undefined,
    someFailed: ({ context: { targets } }) => any(targets, 'failed'),
    wasRewritten: ({ context }) => context.reason?.code === 'rewritten',
  },
  actions: {
    notice: assign(({ event }) => {
      if (event.type !== 'commit.noticed') return {}
      const { commit, parents, subject, branch, rewrites } = event.data
      return { commit, parents, subject, branch, ...(rewrites && { rewrites }) }
    }),
    plan: assign(({ context, event }) => {
      if (event.type !== 'commit.planned') return {}
      const done = context.targets.filter(({ state }) => state === 'done')
      const open = event.data.targets
        .filter(target => !done.some(({ id }) => id === target.id))
        .map(target => ({ ...target, state: 'planned' as const }))
      const { head, changeId } = event.data
      return {
        head,
        targets: [...done, ...open],
        reason: undefined,
        ...(changeId !== undefined && { changeId }),
      }
    }),
    skip: assign(({ event }) => {
      if (event.type !== 'commit.skipped') return {}
      const { reason: code, detail, changeId, documentedBy } = event.data
      return {
        reason: { code, detail },
        prepared: undefined,
        ...(changeId !== undefined && { changeId }),
        ...(documentedBy && { documentedBy }),
      }
    }),
    /** The work ends here: drafts go, and what an earlier attempt published stands. */
    giveWay: assign(({ context, event }) => {
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
    }),
    rememberRewrite: assign(({ event }) =>
      event.type === 'commit.rewritten' ? { rewrittenBy: event.data.by } : {},
    ),
    comeBack: assign(({ context, event }) => ({
      branch: (event.type === 'commit.returned' && event.data.branch) || context.branch,
      rewrittenBy: undefined,
      reason: undefined,
      targets: context.targets.map(replanned),
    })),
    move: assign(({ event }) =>
      event.type === 'commit.moved' ? { branch: event.data.branch } : {},
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
    /** What an earlier attempt published stands; of the rest nothing is to be done any more. */
    leaveRest: assign(({ context, event }) =>
      event.type === 'commit.skipped'
        ? {
            targets: context.targets.map(target =>
              target.state === 'done'
                ? target
                : { ...target, state: 'unchanged' as const, reason: event.data.detail },
            ),
          }
        : {},
    ),
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
        'commit.skipped': [
          { guard: 'hasDocCommit', target: 'success', actions: 'leaveRest' },
          { target: 'skipped', actions: 'skip' },
        ],
        'commit.rewritten': { target: 'skipped', actions: 'giveWay' },
        'commit.moved': { actions: 'move' },
        'attempt.failed': { target: 'failed', actions: 'fail' },
      },
    },
    planned: {
      initial: 'ready',
      on: {
        'commit.skipped': { target: 'skipped', actions: 'skip' },
        'commit.rewritten': { target: 'skipped', actions: 'giveWay' },
        'commit.moved': { actions: 'move' },
      },
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
        'commit.rewritten': { target: 'skipped', actions: 'giveWay' },
        'commit.moved': { actions: 'move' },
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
            'target.drafted': { guard: 'isOpen', actions: 'draft' },
            'target.unchanged': { guard: 'isOpen', actions: 'leave' },
            'target.failed': { guard: 'isOpen', actions: 'failTarget' },
          },
        },
        preparing: {
          meta: { effect: 'prepare' },
          on: {
            'commit.prepared': { target: 'publishing', actions: 'prepare' },
            'documents.written': { target: 'publishing.done', actions: 'publish' },
            'target.outdated': { guard: 'isDrafted', target: 'drafting', actions: 'outdate' },
            'target.failed': { guard: 'isDrafted', target: 'drafting', actions: 'failTarget' },
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
    success: { on: { 'commit.rewritten': { actions: 'rememberRewrite' } } },
    skipped: {
      on: {
        'commit.rewritten': [
          { guard: 'wasRewritten', actions: 'giveWay' },
          { actions: 'rememberRewrite' },
        ],
        'commit.returned': { guard: 'wasRewritten', target: 'pending', actions: 'comeBack' },
      },
    },
    failed: {
      on: {
        'retry.requested': { target: 'pending', actions: 'beginAttempt' },
        'commit.skipped': { target: 'skipped', actions: 'skip' },
        'commit.rewritten': { target: 'skipped', actions: 'giveWay' },
        'commit.moved': { actions: 'move' },
      },
    },
  },
})
