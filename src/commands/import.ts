import { importDamaged, malformedEvent } from '../errors.ts'
import type { Recorded } from '../events/recorded.ts'
import { upcast } from '../events/upcast.ts'
import { kindOf } from '../kinds.ts'

/** How much was taken over. */
export interface Imported {
  readonly events: number
  readonly runs: number
}

/**
 * Passes on what comes from elsewhere as long as this version knows it (UNKNOWN_KIND, EVENT_MALFORMED if not) and it makes
 * a log: each run's events follow one another, and no id is used twice (IMPORT_DAMAGED).
 */
export async function* admitted<Entry extends { readonly recorded: Recorded }>(
  pages: AsyncIterable<readonly Entry[]>,
  counted: (imported: Imported) => void = () => {},
): AsyncGenerator<readonly Entry[]> {
  const versions = new Map<string, number>()
  const ids = new Set<string>()
  let events = 0
  for await (const page of pages) {
    for (const { recorded } of page) {
      const { position, run, version, id } = recorded
      assertKnown(recorded)
      if (version !== (versions.get(run) ?? 0) + 1) {
        throw importDamaged(position, `${run} has no version ${version - 1} before it`)
      }
      if (id !== undefined && ids.has(id)) throw importDamaged(position, `the id ${id} was used`)
      versions.set(run, version)
      if (id !== undefined) ids.add(id)
    }
    events += page.length
    yield page
  }
  counted({ events, runs: versions.size })
}

const assertKnown = ({ position, run, event }: Recorded): void => {
  const schema = kindOf(run).event
  const parsed = schema.safeParse(upcast(event))
  if (!parsed.success) throw malformedEvent(`position ${position}`, parsed.error)
}
