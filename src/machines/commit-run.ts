import type { CommitEvent } from '../events/commit.ts'
import type { DocumentChange, Target } from '../events/commit-parts.ts'

/** Where a target is on its way; `reason` says why it waits, failed or was left. */
export interface TargetState extends Target {
  readonly state: 'planned' | 'drafted' | 'unchanged' | 'failed' | 'done' | 'reverted'
  readonly reason?: string | undefined
  readonly code?: string | undefined
  /** Kept only until the doc commit holds it. */
  readonly draft?:
    | {
        readonly before: string
        readonly text: string
        readonly added?: { readonly heading: string; readonly text: string } | undefined
      }
    | undefined
  readonly docCommit?: string | undefined
}

/** A doc commit, or the revert of some: `parent` is what the branch was at, `amends` the commit whose place it takes. */
export interface Publication {
  readonly docCommit: string
  readonly parent: string
  readonly ref: string
  readonly documents: DocumentChange[]
  readonly amends?: string | undefined
  readonly separate?: string | undefined
}

/** What folding a commit's events leaves at hand. */
export interface CommitRun {
  readonly commit: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly branch?: string | undefined
  /** Commits that a hook says this one was made of. */
  readonly rewrites?: readonly string[] | undefined
  /** The commit that holds this one's change now; `null` if none is known to. */
  readonly rewrittenBy?: string | null | undefined
  /** What the commit changes, as an id: see documentation/change-id.ts. */
  readonly changeId?: string | undefined
  /** The runs whose documentation is this commit's too. */
  readonly documentedBy?: readonly string[] | undefined
  readonly attempt: number
  readonly head?: string | undefined
  readonly targets: readonly TargetState[]
  /** The targets that this attempt takes; all that are not done when undefined. */
  readonly only?: readonly string[] | undefined
  readonly prepared?: Publication | undefined
  readonly docCommit?: string | undefined
  /** The code commit as it was amended by a doc commit. */
  readonly amended?: string | undefined
  /** What the next revert undoes: the run's doc commits or, once it was reverted, that revert. */
  readonly undo: readonly Publication[]
  /** The commit that gave the sections back, while they are. */
  readonly revertCommit?: string | undefined
  /** Why it is skipped, waits or failed, as a stable word and as a sentence. */
  readonly reason?:
    | {
        code: string
        detail: string
        step?: string
        hint?: string | undefined
        /** US dollars, where it waits for money. */
        needs?: number
      }
    | undefined
  /** Why the revert that was asked for last waits or was refused. */
  readonly revert?: { code: string; detail: string; hint?: string | undefined } | undefined
}

/** What a state may ask for; each is written in effects/commit.ts. */
export type CommitEffect =
  | 'plan'
  | 'start'
  | 'draft'
  | 'prepare'
  | 'publish'
  | 'revert'
  | 'publishRevert'

/** Rewrites one target of the list. */
export const withTarget = (
  targets: readonly TargetState[],
  id: string,
  change: (target: TargetState) => TargetState,
): TargetState[] => targets.map(target => (target.id === id ? change(target) : target))

/** A target as planned, without what an earlier pass left on it. */
export const replanned = ({
  state,
  reason,
  code,
  draft,
  docCommit,
  ...target
}: TargetState): TargetState =>
  state === 'done' ? { ...target, state, docCommit } : { ...target, state: 'planned' }

/** Whether any target is in a state. */
export const any = (targets: readonly TargetState[], state: TargetState['state']): boolean =>
  targets.some(target => target.state === state)

/** Where the target is that an event is about. */
export const stateOf = (
  targets: readonly TargetState[],
  event: CommitEvent,
): TargetState['state'] | undefined =>
  targets.find(({ id }) => 'target' in event.data && id === event.data.target)?.state

/** Whether no target waits for its answer. */
export const answered = (targets: readonly TargetState[]): boolean => !any(targets, 'planned')
