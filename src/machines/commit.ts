import { assign, setup } from 'xstate'
import type { CommitEvent } from '../events/commit.ts'
import * as actions from './commit-actions.ts'
import { answered, any, type CommitEffect, type CommitRun, stateOf } from './commit-run.ts'

const revert = {
  guard: 'canBeReverted',
  target: '#commit.reverting',
  actions: 'beginRevert',
} as const

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
    canBeReverted: ({ context }) => context.undo.length > 0,
    isReverted: ({ context }) => context.revertCommit !== undefined,
    // A run keeps the reason it failed with until its next attempt, whatever is reverted meanwhile.
    hadFailed: ({ context }) => context.reason !== undefined,
    isRevertedAndHadFailed: ({ context }) =>
      context.revertCommit !== undefined && context.reason !== undefined,
  },
  actions: {
    notice: assign(actions.notice),
    plan: assign(actions.plan),
    skip: assign(actions.skip),
    giveWay: assign(actions.giveWay),
    rememberRewrite: assign(actions.rememberRewrite),
    comeBack: assign(actions.comeBack),
    move: assign(actions.move),
    recover: assign(actions.recover),
    defer: assign(actions.defer),
    resume: assign(actions.resume),
    draft: assign(actions.draft),
    leave: assign(actions.leave),
    leaveRest: assign(actions.leaveRest),
    failTarget: assign(actions.failTarget),
    outdate: assign(actions.outdate),
    prepare: assign(actions.prepare),
    forgetPrepared: assign(actions.forgetPrepared),
    publish: assign(actions.publish),
    sayUnchanged: assign(actions.sayUnchanged),
    sayTargetsFailed: assign(actions.sayTargetsFailed),
    fail: assign(actions.fail),
    beginAttempt: assign(actions.beginAttempt),
    beginRevert: assign(actions.beginRevert),
    deferRevert: assign(actions.deferRevert),
    refuseRevert: assign(actions.refuseRevert),
    giveBack: assign(actions.giveBack),
    giveForward: assign(actions.giveForward),
  },
}).createMachine({
  id: 'commit',
  context: { commit: '', parents: [], subject: '', attempt: 1, targets: [], undo: [] },
  initial: 'unknown',
  states: {
    /** Before the first event; no run is ever seen here. */
    unknown: { on: { 'commit.noticed': { target: 'pending', actions: 'notice' } } },
    pending: {
      meta: { effect: 'plan' },
      on: {
        'commit.recovered': { target: 'success', actions: 'recover' },
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
        'commit.recovered': { target: 'success', actions: 'recover' },
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
        'commit.recovered': { target: 'success', actions: 'recover' },
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
    /** Gives sections back, or forth again; whatever comes in the way leads back to where it came from. */
    reverting: {
      initial: 'preparing',
      on: {
        'commit.rewritten': { actions: 'rememberRewrite' },
        'revert.refused': { target: '.refused', actions: 'refuseRevert' },
        'attempt.failed': { target: '.refused', actions: 'refuseRevert' },
      },
      states: {
        preparing: {
          meta: { effect: 'revert' },
          on: {
            'commit.prepared': { target: 'publishing', actions: 'prepare' },
            'apply.deferred': { target: 'waiting', actions: 'deferRevert' },
          },
        },
        publishing: {
          meta: { effect: 'publishRevert' },
          on: {
            'commit.published': [
              {
                guard: 'isRevertedAndHadFailed',
                target: '#commit.failed',
                actions: 'giveForward',
              },
              { guard: 'isReverted', target: '#commit.success', actions: 'giveForward' },
              { target: '#commit.reverted', actions: 'giveBack' },
            ],
            'head.moved': { target: 'preparing', actions: 'forgetPrepared' },
            'apply.deferred': { target: 'waiting', actions: 'deferRevert' },
          },
        },
        waiting: { on: { 'apply.resumed': { target: 'preparing', actions: 'beginRevert' } } },
        refused: {
          always: [
            { guard: 'isReverted', target: '#commit.reverted' },
            { guard: 'hadFailed', target: '#commit.failed' },
            { target: '#commit.success' },
          ],
        },
      },
    },
    success: {
      on: { 'revert.requested': revert, 'commit.rewritten': { actions: 'rememberRewrite' } },
    },
    reverted: {
      on: { 'revert.requested': revert, 'commit.rewritten': { actions: 'rememberRewrite' } },
    },
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
        'revert.requested': revert,
        'commit.skipped': { target: 'skipped', actions: 'skip' },
        'commit.recovered': { target: 'success', actions: 'recover' },
        'commit.rewritten': { target: 'skipped', actions: 'giveWay' },
        'commit.moved': { actions: 'move' },
      },
    },
  },
})
