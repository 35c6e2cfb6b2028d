import type { StateValue } from 'xstate'
import {
  dehydrate,
  due as dueIn,
  evolve,
  initial,
  rehydrate,
  stateName,
  tagOf,
} from '../engine/fold.ts'
import type { Kinds } from '../engine/kind.ts'
import { parseRun } from '../engine/run-name.ts'
import { logDamaged } from '../errors/log.ts'
import type { Recorded } from '../events/recorded.ts'
import type { Tag } from '../machines/tags.ts'
import type { Projection, View } from '../ports/projection.ts'

/**
 * A run's current state, how long it has been in it, and its folded context. If this version does not know the run's
 * kind, the state is `unknown`, and tag and context are missing. `first` and `position` are the positions of its first
 * and last events, `version` is the number of its events.
 */
export interface StatusRow<Context = unknown> {
  readonly run: string
  readonly kind: string
  readonly state: string
  /** Missing if the run is a record. */
  readonly tag?: Tag | undefined
  /** The effect that the state asks for. */
  readonly due?: string | undefined
  readonly since: string
  /** The number of the current attempt, from 1. */
  readonly attempt: number
  /** Who last asked for the run and why, if that was recorded. */
  readonly by?: string | undefined
  readonly why?: string | undefined
  readonly first: number
  readonly position: number
  readonly version: number
  readonly value: StateValue
  readonly context: Context
}

/** Every run, by its name. */
export const status: View<StatusRow> = { name: 'status' }

/** The status view, folded through the charts of these kinds. */
export const statusOf = (kinds: Kinds): Projection<StatusRow> => ({
  name: status.name,
  version: foldedThrough(5, kinds),
  key: ({ run }) => run,
  apply(row, recorded) {
    const { run, at, position, version, event } = recorded
    if (version !== (row?.version ?? 0) + 1) {
      throw logDamaged(
        `${run}, version ${version}`,
        `its status row is at version ${row?.version ?? 0}`,
      )
    }
    const place = placeAfter(row, recorded, kinds)
    return {
      run,
      kind: parseRun(run).kind,
      ...place,
      since: row?.state === place.state ? row.since : at,
      attempt: (row?.attempt ?? 1) + Number(event.type === 'retry.requested'),
      ...askedBy(row, recorded),
      first: row?.first ?? position,
      position,
      version,
    }
  },
})

/** Where the run is after the event. */
const placeAfter = (row: StatusRow | undefined, { run, event }: Recorded, kinds: Kinds) => {
  const machine = kinds.get(parseRun(run).kind)?.machine
  if (!machine) return { state: 'unknown', value: 'unknown', context: {} }
  const state = evolve(machine, row ? rehydrate(machine, row) : initial(machine), event)
  const [tag, due] = [tagOf(state), dueIn(state)]
  return {
    state: stateName(state),
    ...(tag && { tag }),
    ...(due !== undefined && { due }),
    ...dehydrate(state),
  }
}

const askedBy = (row: StatusRow | undefined, { actor, cause }: Recorded) => {
  const by = actor ?? row?.by
  const why = cause?.reason ?? row?.why
  return { ...(by !== undefined && { by }), ...(why !== undefined && { why }) }
}

/**
 * A view version that depends on the known kinds, because the view must be folded again when a kind is added. It
 * includes a hash of the kinds' names (FNV-1a, 32 bits).
 */
const foldedThrough = (version: number, kinds: Kinds): number => {
  let hash = 0x811c9dc5
  for (const character of [...kinds.keys()].sort().join(' '))
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0
  return version * 2 ** 32 + hash
}
