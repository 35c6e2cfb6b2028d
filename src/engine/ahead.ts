import type { Recorded } from '../events/recorded.ts'
import type { CommitRun, TargetState } from '../machines/commit-run.ts'
import { stateName } from '../machines/fold.ts'
import type { EventLog } from '../ports/log.ts'
import type { World } from '../ports/world.ts'
import { status } from '../projections/status.ts'
import { advance } from './advance.ts'
import type { CommitRow } from './unfinished.ts'

/** Asks for the sections of commits before their turn comes. */
export interface Ahead {
  /** Begins with what comes after a run, and answers with what happened to the run ahead of its turn. */
  of(index: number): Promise<readonly Recorded[]>
  /** Resolves when nothing is under way any more. */
  end(): Promise<void>
}

const nothing: Ahead = { of: async () => [], end: async () => {} }

/**
 * Drafts made while an older commit is at work, where the provider makes several at a time: commits are planned in their
 * order, and one is asked for at once if no older one in view concerns the same section. What they are published with keeps
 * its order, for that is done in a commit's turn.
 */
export const draftsAhead = (rows: readonly CommitRow[], log: EventLog, world: World): Ahead => {
  const { concurrency = 1, free } = world.provider
  if (concurrency === 1 || free) return nothing
  const targets: (readonly TargetState[])[] = []
  const planned: Recorded[][] = []
  const drafts: (Promise<readonly Recorded[]> | undefined)[] = []

  const until = async (row: CommitRow, end: RegExp): Promise<Recorded[]> => {
    const recorded: Recorded[] = []
    for await (const each of advance(row.run, log, world, state => end.test(stateName(state)))) {
      recorded.push(each)
    }
    return recorded
  }

  const begin = async (row: CommitRow, turn: number): Promise<void> => {
    const index = targets.length
    planned.push(row.state === 'pending' ? await until(row, /^planned/) : [])
    const now = await log.row(status, row.run)
    const own = (now?.context as CommitRun | undefined)?.targets ?? []
    const older = targets.slice(turn).flat()
    targets.push(own)
    const apart = own.every(target => !older.some(other => overlap(target, other)))
    // What waits for a person or a provider is taken up in its turn.
    const draft = apart && /^(planned\.ready|applying\.drafting)$/.test(now?.state ?? '')
    drafts[index] = draft
      ? until(row, /^(planned\.waiting|applying\.(preparing|publishing))/)
      : undefined
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

/** Whether a change of one section may change the other. */
const overlap = (one: TargetState, other: TargetState): boolean =>
  one.file === other.file &&
  (one.section === other.section || contains(one, other) || contains(other, one))

const contains = (one: TargetState, other: TargetState): boolean =>
  one.scope === 'whole' && other.section.startsWith(`${one.section} > `)
