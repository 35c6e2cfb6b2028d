import { advance } from '../../engine/advance.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { CommitRun, TargetState } from '../../machines/commit-run.ts'
import type { EventLog } from '../../ports/log.ts'
import { status } from '../../projections/status.ts'
import { commit as kind } from './kind.ts'
import type { CommitRow } from './open-runs.ts'
import type { World } from './world.ts'

/** Drafts sections of commits before their turn comes. */
export interface Ahead {
  /** Starts the drafts that follow a run, and returns the events that its own run recorded before its turn. */
  of(index: number): Promise<readonly Recorded[]>
  /** Resolves when no draft is in progress any more. */
  end(): Promise<void>
}

const nothing: Ahead = { of: async () => [], end: async () => {} }

/**
 * Makes drafts while an older commit is in progress, if the provider allows several at a time. Commits are planned in
 * order, and drafting starts at once if no older commit in view concerns the same section. Publication keeps its order,
 * because each commit publishes in its turn.
 */
export const draftsAhead = (rows: readonly CommitRow[], log: EventLog, world: World): Ahead => {
  const { concurrency = 1, free } = world.drafter
  if (concurrency === 1 || free) return nothing
  const targets: (readonly TargetState[])[] = []
  const planned: Recorded[][] = []
  const drafts: (Promise<readonly Recorded[]> | undefined)[] = []

  const advanceUntil = async (row: CommitRow, before: readonly string[]): Promise<Recorded[]> => {
    const recorded: Recorded[] = []
    for await (const each of advance(row.run, { kind, log, world }, { before })) recorded.push(each)
    return recorded
  }

  const begin = async (row: CommitRow, turn: number): Promise<void> => {
    const index = targets.length
    planned.push(row.due === 'plan' ? await advanceUntil(row, ['start']) : [])
    const now = await log.row(status, row.run)
    const own = (now?.context as CommitRun | undefined)?.targets ?? []
    const older = targets.slice(turn).flat()
    targets.push(own)
    const apart = own.every(target => !older.some(other => overlap(target, other)))
    // A run that waits for a person or a provider is handled when its turn comes.
    const draft = apart && (now?.due === 'start' || now?.due === 'draft')
    drafts[index] = draft ? advanceUntil(row, ['prepare', 'publish']) : undefined
    drafts[index]?.catch(() => {})
  }

  return {
    async of(turn) {
      const seen = Math.min(rows.length, turn + 2 * concurrency)
      for (const row of rows.slice(targets.length, seen)) await begin(row, turn)
      return [...(planned[turn] ?? []), ...((await drafts[turn]) ?? [])]
    },
    async end() {
      await Promise.allSettled(drafts)
    },
  }
}

/** Whether a change to one section may change the other. */
const overlap = (one: TargetState, other: TargetState): boolean =>
  one.file === other.file &&
  (one.section === other.section || contains(one, other) || contains(other, one))

const contains = (one: TargetState, other: TargetState): boolean =>
  one.scope === 'whole' && other.section.startsWith(`${one.section} > `)
