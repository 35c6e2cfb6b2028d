import { type Kinds, kindOf } from '../engine/kind.ts'
import { importDamaged, malformedEvent } from '../errors/log.ts'
import type { Recorded } from '../events/recorded.ts'
import { upcast } from '../events/upcast.ts'

/** How much was imported. */
export interface Imported {
  readonly events: number
  readonly runs: number
}

/**
 * Passes on foreign entries if this version knows them (else UNKNOWN_KIND or EVENT_MALFORMED) and they form a log: each
 * run's events are consecutive, and no id repeats (else IMPORT_DAMAGED).
 */
export async function* admitted<Entry extends { readonly recorded: Recorded }>(
  pages: AsyncIterable<readonly Entry[]>,
  kinds: Kinds,
  counted: (imported: Imported) => void = () => {},
): AsyncGenerator<readonly Entry[]> {
  const versions = new Map<string, number>()
  const ids = new Set<string>()
  let events = 0
  for await (const page of pages) {
    for (const { recorded } of page) {
      const { position, run, version, id } = recorded
      assertKnown(recorded, kinds)
      if (version !== (versions.get(run) ?? 0) + 1) {
        throw importDamaged(position, `${run} has no version ${version - 1} before it`)
      }
      if (id !== undefined && ids.has(id))
        throw importDamaged(position, `the id ${id} is already used`)
      versions.set(run, version)
      if (id !== undefined) ids.add(id)
    }
    events += page.length
    yield page
  }
  counted({ events, runs: versions.size })
}

const assertKnown = ({ position, run, event }: Recorded, kinds: Kinds): void => {
  const schema = kindOf(kinds, run).event
  const parsed = schema.safeParse(upcast(event))
  if (!parsed.success) throw malformedEvent(`position ${position}`, parsed.error)
}
