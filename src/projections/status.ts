import type { StateValue } from 'xstate'
import { logDamaged } from '../errors.ts'
import { kindOf } from '../kinds.ts'
import { dehydrate, evolve, initial, rehydrate, stateName } from '../machines/fold.ts'
import type { Projection } from '../ports/log.ts'

/**
 * Where a run is: the name of its state and since when, and all that folding its events left.
 * `first` is the position of its first event, `position` that of its last, `version` how many it has.
 */
export interface StatusRow<Context = unknown> {
  readonly run: string
  readonly state: string
  readonly since: string
  readonly first: number
  readonly position: number
  readonly version: number
  readonly value: StateValue
  readonly context: Context
}

/** Every run, by its name. */
export const status: Projection<StatusRow> = {
  name: 'status',
  version: 2,
  key: ({ run }) => run,
  apply(row, { run, at, position, version, event }) {
    if (version !== (row?.version ?? 0) + 1) {
      throw logDamaged(`${run}, version ${version}`, `its status is at ${row?.version ?? 0}`)
    }
    const { machine } = kindOf(run)
    const state = evolve(machine, row ? rehydrate(machine, row) : initial(machine), event)
    const name = stateName(state)
    return {
      run,
      state: name,
      since: row?.state === name ? row.since : at,
      first: row?.first ?? position,
      position,
      version,
      ...dehydrate(state),
    }
  },
}
