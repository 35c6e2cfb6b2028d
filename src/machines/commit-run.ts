import type { CommitEvent } from '../events/commit.ts'
import type { Target } from '../events/commit-parts.ts'
import type { DocumentChange } from '../events/document-change.ts'

/** The progress of one target; `reason` says why it waits, failed, was skipped or was left unchanged. */
export interface TargetState extends Target {
  readonly state: 'planned' | 'drafted' | 'unchanged' | 'skipped' | 'failed' | 'done' | 'reverted'
  readonly reason?: string | undefined
  readonly code?: string | undefined
  /** What to do about it. */
  readonly hint?: string | undefined
  /** Kept only until a doc commit contains it. */
  readonly draft?:
    | {
        readonly before: string
        readonly text: string
        readonly added?: { readonly heading: string; readonly text: string } | undefined
      }
    | undefined
  readonly docCommit?: string | undefined
}

/**
 * A doc commit, or the revert of some. `parent` is the commit that the branch was at; `amends` is the commit that it
 * replaces.
 */
export interface Publication {
  readonly docCommit: string
  readonly parent: string
  readonly ref: string
  readonly documents: DocumentChange[]
  readonly amends?: string | undefined
  readonly separate?: string | undefined
}

/** The result of folding a commit's events. */
export interface CommitRun {
  readonly commit: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly branch?: string | undefined
  /** Commits that, according to a hook, were rewritten into this one. */
  readonly rewrites?: readonly string[] | undefined
  /** The commit that holds this one's change now; `null` if there is no known one. */
  readonly rewrittenBy?: string | null | undefined
  /** An id of what the commit changes (documentation/change-id.ts). */
  readonly changeId?: string | undefined
  /** The runs whose documentation covers this commit too. */
  readonly documentedBy?: readonly string[] | undefined
  readonly attempt: number
  readonly head?: string | undefined
  readonly targets: readonly TargetState[]
  /** The targets of this attempt; if undefined, all that are not done. */
  readonly only?: readonly string[] | undefined
  readonly prepared?: Publication | undefined
  readonly docCommit?: string | undefined
  /** The id of the code commit after a doc commit amended it. */
  readonly amended?: string | undefined
  /** What the next revert undoes: the run's doc commits or, after a revert, that revert. */
  readonly undo: readonly Publication[]
  /** The commit that restored the sections, as long as they stay restored. */
  readonly revertCommit?: string | undefined
  /** Why the run was skipped, waits or failed: a stable code and a sentence. */
  readonly reason?:
    | {
        code: string
        detail: string
        step?: string
        hint?: string | undefined
        /** US dollars, if the run waits for money. */
        needs?: number
      }
    | undefined
  /** Why the last requested revert waits or was refused. */
  readonly revert?: { code: string; detail: string; hint?: string | undefined } | undefined
}

/** The effects that a state may ask for; kinds/commit/effects/ implements them. */
export type CommitEffect =
  | 'plan'
  | 'start'
  | 'draft'
  | 'prepare'
  | 'publish'
  | 'revert'
  | 'publishRevert'

/** Changes one target in the list. */
export const withTarget = (
  targets: readonly TargetState[],
  id: string,
  change: (target: TargetState) => TargetState,
): TargetState[] => targets.map(target => (target.id === id ? change(target) : target))

/** A target reset to `planned`, without the results of an earlier attempt; a target that is done stays done. */
export const replanned = ({
  state,
  reason,
  code,
  hint,
  draft,
  docCommit,
  ...target
}: TargetState): TargetState =>
  state === 'done' ? { ...target, state, docCommit } : { ...target, state: 'planned' }

/** Whether any target is in the given state. */
export const any = (targets: readonly TargetState[], state: TargetState['state']): boolean =>
  targets.some(target => target.state === state)

/** The state of the target that an event names. */
export const stateOf = (
  targets: readonly TargetState[],
  event: CommitEvent,
): TargetState['state'] | undefined =>
  targets.find(({ id }) => 'target' in event.data && id === event.data.target)?.state

/** Whether every target has its answer. */
export const answered = (targets: readonly TargetState[]): boolean => !any(targets, 'planned')
