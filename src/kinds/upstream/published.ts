import type { ViewReader } from '../../engine/kind.ts'
import type { Version } from '../../events/upstream.ts'
import type { Source } from '../../machines/source.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { installed } from '../../projections/upstream/installed.ts'
import { seen } from '../../projections/upstream/seen.ts'
import { sourceRun } from '../../upstream/names.ts'

/** What is known of a source without asking anybody. */
export interface PublishedSource {
  readonly current?: Version | undefined
  readonly updatedAt?: string | undefined
  readonly latest?: Version | undefined
  readonly remote?: string | undefined
  readonly pin?: string | undefined
  readonly failure?: { readonly code: string; readonly reason: string } | undefined
  readonly received: number
  readonly checkedAt?: string | undefined
  readonly deliveredAt?: string | undefined
  /** The last update, and where it is. */
  readonly last?:
    | { readonly run: string; readonly state: string; readonly tag?: string }
    | undefined
}

/** How many sources a published view lists. */
const most = 500

/** Every source that was ever heard of, looked at or updated, by its name. */
export const sourcesIn = async (
  log: ViewReader,
): Promise<Readonly<Record<string, PublishedSource>>> => {
  const names = new Set<string>()
  for await (const [name] of log.rows(seen)) if (name !== '-') names.add(name)
  for await (const [name] of log.rows(installed)) names.add(name)
  const sources: Record<string, PublishedSource> = {}
  for (const name of [...names].slice(0, most)) sources[name] = await sourceIn(name, log)
  return sources
}

export const sourceIn = async (
  name: string,
  log: Pick<ViewReader, 'row'>,
): Promise<PublishedSource> => {
  const state = (await log.row(status, sourceRun(name))) as StatusRow<Source> | undefined
  const [times, now] = [await log.row(seen, name), await log.row(installed, name)]
  const [newest] = now?.runs ?? []
  const last = newest === undefined ? undefined : await log.row(status, newest)
  const { latest, remote, pin, failure, received = 0, current } = state?.context ?? {}
  return {
    current: now?.version ?? current,
    updatedAt: now?.at,
    latest,
    remote,
    pin,
    failure,
    received,
    checkedAt: times?.checkedAt,
    deliveredAt: times?.deliveredAt,
    ...(last && {
      last: { run: last.run, state: last.state, ...(last.tag && { tag: last.tag }) },
    }),
  }
}
