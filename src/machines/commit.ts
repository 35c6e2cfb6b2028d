import { assign, matchesState, type StateValue, setup } from 'xstate'
import type { CommitEvent } from '../events/commit.ts'
import * as actions from './commit-actions.ts'
import { answered, any, type CommitEffect, type CommitRun, stateOf } from './commit-run.ts'
import type { Tag } from './tags.ts'

const revert = {
  guard: 'canBeReverted',
  target: '#commit.reverting',
  actions: 'beginRevert',
} as const

/** The chart from a commit to its documentation. */
export const commit = setup({
  types: {} as {
    context: CommitRun
    events: CommitEvent
    meta: { effect: CommitEffect; movesBranch?: true }
    tags: Tag
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
    // A run keeps the reason for its failure until the next attempt, even if something is reverted meanwhile.
    hadFailed: ({ context }) => context.reason !== undefined,
    isRevertedAndHadFailed: ({ context }) =>
      context.revertCommit !== undefined && context.reason !== undefined,
  },
  actions: {
    notice: assign(actions.notice),
    plan: assign(actions.plan),
    skip: assign(actions.skip),
    supersede: assign(actions.supersede),
    rememberRewrite: assign(actions.rememberRewrite),
    reinstate: assign(actions.reinstate),
    move: assign(actions.move),
    recover: assign(actions.recover),
    defer: assign(actions.defer),
    resume: assign(actions.resume),
    draft: assign(actions.draft),
    markUnchanged: assign(actions.markUnchanged),
    markRestUnchanged: assign(actions.markRestUnchanged),
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
    markReverted: assign(actions.markReverted),
    markRestored: assign(actions.markRestored),
  },
}).createMachine({
  id: 'commit',
  context: { commit: '', parents: [], subject: '', attempt: 1, targets: [], undo: [] },
  initial: 'unknown',
  states: {
    /** Before the first event. No recorded run is in this state. */
    unknown: { on: { 'commit.noticed': { target: 'pending', actions: 'notice' } } },
    pending: {
      tags: 'active',
      meta: { effect: 'plan' },
      on: {
        'commit.recovered': { target: 'success', actions: 'recover' },
        'commit.planned': { target: 'planned', actions: 'plan' },
        'commit.skipped': [
          { guard: 'hasDocCommit', target: 'success', actions: 'markRestUnchanged' },
          { target: 'skipped', actions: 'skip' },
        ],
        'commit.rewritten': { target: 'skipped', actions: 'supersede' },
        'commit.moved': { actions: 'move' },
        'attempt.failed': { target: 'failed', actions: 'fail' },
      },
    },
    planned: {
      initial: 'ready',
      on: {
        'commit.skipped': { target: 'skipped', actions: 'skip' },
        'commit.recovered': { target: 'success', actions: 'recover' },
        'commit.rewritten': { target: 'skipped', actions: 'supersede' },
        'commit.moved': { actions: 'move' },
      },
      states: {
        ready: {
          tags: 'active',
          meta: { effect: 'start' },
          on: {
            'apply.started': '#commit.applying',
            'apply.deferred': { target: 'waiting', actions: 'defer' },
            'attempt.failed': { target: '#commit.failed', actions: 'fail' },
          },
        },
        /** The run waits for a person: they are editing the section, a rebase is in progress, or HEAD is detached. */
        waiting: {
          tags: 'waiting',
          on: { 'apply.resumed': { target: 'ready', actions: 'resume' } },
        },
      },
    },
    applying: {
      tags: 'active',
      initial: 'drafting',
      on: {
        'commit.skipped': { target: 'skipped', actions: 'skip' },
        'commit.recovered': { target: 'success', actions: 'recover' },
        'commit.rewritten': { target: 'skipped', actions: 'supersede' },
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
            'target.unchanged': { guard: 'isOpen', actions: 'markUnchanged' },
            'target.failed': { guard: 'isOpen', actions: 'failTarget' },
          },
        },
        preparing: {
          meta: { effect: 'prepare', movesBranch: true },
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
              meta: { effect: 'publish', movesBranch: true },
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
    /** Restores sections, or applies them again. If something is in the way, the run returns to the state it came from. */
    reverting: {
      initial: 'preparing',
      on: {
        'commit.rewritten': { actions: 'rememberRewrite' },
        'revert.refused': { target: '.refused', actions: 'refuseRevert' },
        'attempt.failed': { target: '.refused', actions: 'refuseRevert' },
      },
      states: {
        preparing: {
          tags: 'active',
          meta: { effect: 'revert', movesBranch: true },
          on: {
            'commit.prepared': { target: 'publishing', actions: 'prepare' },
            'apply.deferred': { target: 'waiting', actions: 'deferRevert' },
          },
        },
        publishing: {
          tags: 'active',
          meta: { effect: 'publishRevert', movesBranch: true },
          on: {
            'commit.published': [
              {
                guard: 'isRevertedAndHadFailed',
                target: '#commit.failed',
                actions: 'markRestored',
              },
              { guard: 'isReverted', target: '#commit.success', actions: 'markRestored' },
              { target: '#commit.reverted', actions: 'markReverted' },
            ],
            'head.moved': { target: 'preparing', actions: 'forgetPrepared' },
            'apply.deferred': { target: 'waiting', actions: 'deferRevert' },
          },
        },
        waiting: {
          tags: 'waiting',
          on: { 'apply.resumed': { target: 'preparing', actions: 'beginRevert' } },
        },
        refused: {
          tags: 'active',
          always: [
            { guard: 'isReverted', target: '#commit.reverted' },
            { guard: 'hadFailed', target: '#commit.failed' },
            { target: '#commit.success' },
          ],
        },
      },
    },
    success: {
      tags: 'done',
      on: { 'revert.requested': revert, 'commit.rewritten': { actions: 'rememberRewrite' } },
    },
    reverted: {
      tags: 'done',
      on: { 'revert.requested': revert, 'commit.rewritten': { actions: 'rememberRewrite' } },
    },
    skipped: {
      tags: 'done',
      on: {
        'commit.rewritten': [
          { guard: 'wasRewritten', actions: 'supersede' },
          { actions: 'rememberRewrite' },
        ],
        'commit.returned': { guard: 'wasRewritten', target: 'pending', actions: 'reinstate' },
      },
    },
    failed: {
      tags: 'failed',
      on: {
        'retry.requested': { target: 'pending', actions: 'beginAttempt' },
        'revert.requested': revert,
        'commit.skipped': { target: 'skipped', actions: 'skip' },
        'commit.recovered': { target: 'success', actions: 'recover' },
        'commit.rewritten': { target: 'skipped', actions: 'supersede' },
        'commit.moved': { actions: 'move' },
      },
    },
  },
})

// What the chart's states mean to the rest of this kind; `value` comes from a row or a snapshot.

interface Place {
  readonly value: StateValue
}

/** Every section is as the run's doc commits made it. */
export const isDocumented = ({ value }: Place): boolean => matchesState('success', value)

/** The sections are as they were before the run's doc commits. */
export const isReverted = ({ value }: Place): boolean => matchesState('reverted', value)

/** A revert, or the revert of a revert, is in progress. */
export const isReverting = ({ value }: Place): boolean => matchesState('reverting', value)

/** Nothing was done for the commit, and nothing needs to be done. */
export const isSkipped = ({ value }: Place): boolean => matchesState('skipped', value)
