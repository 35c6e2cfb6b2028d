import { isOfKind, parseRun, runName } from '../../engine/run-name.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { Recorded } from '../../events/recorded.ts'

/** The name of the kind of run that follows a commit. */
export const commitKind = 'commit'

/** The name of the run that follows a commit. */
export const commitRun = (commit: string): string => runName(commitKind, commit)

/** The commit that a run of this kind follows. */
export const commitOf = (run: string): string => parseRun(run).key

/** Whether a text is the full name of such a run. */
export const isCommitRun = (text: string): boolean => /^commit\/[0-9a-f]{40,64}$/.test(text)

/** The event as a commit's event; undefined if it belongs to another kind of run. */
export const commitEvent = ({
  run,
  event,
}: Pick<Recorded, 'run' | 'event'>): CommitEvent | undefined =>
  // The only cast here: the log checked the event against the schema when it was appended.
  isOfKind(run, commitKind) ? (event as CommitEvent) : undefined
