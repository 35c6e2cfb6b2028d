import { defineKind } from '../../engine/define-kind.ts'
import type { Effect, FoldedRun, Reason, Summary, ViewReader } from '../../engine/kind.ts'
import { CommitEvent } from '../../events/commit.ts'
import type { ReceiptFacts } from '../../events/receipt.ts'
import { isReverting, commit as machine } from '../../machines/commit.ts'
import type { CommitEffect, CommitRun, TargetState } from '../../machines/commit-run.ts'
import { cache } from '../../projections/commit/cache.ts'
import { changes } from '../../projections/commit/changes.ts'
import { monthly, type Used, usage } from '../../projections/commit/usage.ts'
import { type MonthUsage, usedIn } from '../../projections/commit/usage-report.ts'
import type { World } from './world.ts'

type CommitEffects = Record<CommitEffect, () => Promise<Effect<CommitRun, CommitEvent, World>>>

/** Each effect is loaded when it is due, because reading the log needs none. */
const effects: CommitEffects = {
  plan: async () => (await import('./effects/plan.ts')).plan,
  start: async () => (await import('./effects/start.ts')).start,
  draft: async () => (await import('./effects/draft.ts')).draft,
  prepare: async () => (await import('./effects/prepare.ts')).prepare,
  publish: async () => (await import('./effects/publish.ts')).publish,
  revert: async () => (await import('./effects/revert.ts')).revert,
  publishRevert: async () => (await import('./effects/revert.ts')).publishRevert,
}

/** What `status --json` adds for a commit's run. */
export interface CommitDetails {
  readonly commit: string
  readonly branch?: string | undefined
  readonly docCommit?: string | undefined
  /** The commit that restored the sections, as long as they stay restored. */
  readonly revertCommit?: string | undefined
  /** Why the code commit was not amended, although it should have been. */
  readonly separate?: string | undefined
  /** Why the last requested revert waits or was refused. */
  readonly revert?:
    | { readonly code: string; readonly reason: string; readonly hint?: string | undefined }
    | undefined
  readonly targets: readonly Pick<
    TargetState,
    'file' | 'section' | 'strategy' | 'state' | 'reason'
  >[]
}

const detailsOf = ({ context }: FoldedRun<CommitRun>): CommitDetails => ({
  commit: context.commit,
  branch: context.branch?.replace(/^refs\/heads\//, ''),
  docCommit: context.docCommit,
  revertCommit: context.revertCommit,
  separate: context.undo.at(-1)?.separate,
  revert: context.revert && {
    code: context.revert.code,
    reason: context.revert.detail,
    hint: context.revert.hint,
  },
  targets: context.targets.map(({ file, section, strategy, state, reason }) => ({
    file,
    section,
    strategy,
    state,
    reason,
  })),
})

const summary = (run: FoldedRun<CommitRun>): Summary => {
  const { context } = run
  const details = detailsOf(run)
  return {
    label: context.commit.slice(0, 8),
    subject: context.subject,
    outcome: (details.revertCommit ?? details.docCommit)?.slice(0, 8),
    notes: [
      ...(details.separate ? [`not amended: ${details.separate}`] : []),
      ...(details.revert && !isReverting(run) ? [`not reverted: ${details.revert.reason}`] : []),
    ],
    reason: reasonOf(run),
    items: context.targets.map(({ id, file, section, strategy, state, code, reason }) => ({
      id,
      label: `${file}: ${section}`,
      state,
      note: strategy,
      code,
      reason,
    })),
    details: { ...details },
  }
}

/** During and after a revert, an earlier failure no longer matters. */
const reasonOf = (run: FoldedRun<CommitRun>): Reason | undefined => {
  const { reason, revert, revertCommit } = run.context
  return isReverting(run) || revertCommit !== undefined ? revert : reason
}

/** A commit that needed no documentation gets none. */
const receipt = ({ value, context }: FoldedRun<CommitRun>): ReceiptFacts | undefined => {
  if (value === 'skipped') return undefined
  const { commit, docCommit, revertCommit, targets } = context
  return {
    commit,
    facts: {
      docCommit,
      revertCommit,
      targets: targets.map(({ id, state }) => ({ id, state })),
    },
  }
}

/** The kind of run that documents one commit. */
export const commit = defineKind({
  name: 'commit',
  event: CommitEvent,
  machine,
  effects,
  views: [cache, changes, usage],
  summary,
  receipt,
  report: async log => ({ usage: await lastMonth(log) }),
  open: async services => (await import('./open-world.ts')).openWorld(services),
  driver: async () => (await import('./driver.ts')).driver,
  reportRun: async (run, log) => ({ usage: await usedBy(run, log) }),
})

/** Model usage in the most recent month that has any. */
const lastMonth = async (log: ViewReader): Promise<MonthUsage | undefined> => {
  let last: MonthUsage | undefined
  for await (const [key, row] of log.rows(usage, monthly))
    last = { month: key.slice(monthly.length), ...usedIn(row) }
  return last
}

/** Model usage of one run, in all its attempts. */
const usedBy = async (run: string, log: ViewReader): Promise<Used | undefined> => {
  const row = await log.row(usage, run)
  if (!row) return undefined
  const { models: _, ...used } = usedIn(row)
  return used
}
