import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Kinds } from '../engine/kind.ts'
import { unknownKind } from '../errors/usage.ts'
import type { ReportedAlerts } from '../kinds/alert.ts'
import type { ReportedProvider } from '../kinds/provider/kind.ts'
import type { EventLog } from '../ports/log.ts'
import type { AnyProjection } from '../ports/projection.ts'
import type { Repository } from '../ports/repository.ts'
import type { Settings } from '../ports/settings.ts'
import type { MonthUsage } from '../projections/commit/usage-report.ts'
import type { ReportedRun, StatusReport } from '../projections/status-report.ts'
import {
  allViews,
  locateState,
  logFolder,
  now,
  openRepositoryAt,
  type Place,
  settled,
} from './place.ts'

/** A log that can be read while a run is active, and what is needed to find its runs by name. */
export interface Reading {
  readonly log: EventLog
  readonly views: readonly AnyProjection[]
  readonly kinds: Kinds
  readonly repository: Repository
  readonly settings: Settings
  /** The configuration file and the state folder. */
  readonly path: string
  readonly folder: string
  resolve(revision: string): Promise<string>
  close(): Promise<void>
}

/** Opens what a reading command needs; takes no lock. */
export const openReading = async (place: Place): Promise<Reading> => {
  const repository = await openRepositoryAt(place.cwd)
  const { folder, settings, path } = await settled(repository, place)
  const { kinds } = await import('../kinds.ts')
  const views = await allViews()
  const log = await readableLog(folder, views)
  return {
    log,
    views,
    kinds,
    repository,
    settings,
    path,
    folder,
    // A rebase and a clean-up may remove a commit from Git; its history is still available by its full id.
    resolve: revision =>
      /^[0-9a-f]{40,64}$/.test(revision) ? Promise.resolve(revision) : repository.resolve(revision),
    async close() {
      await log.close()
      await repository.close()
    },
  }
}

/** A copy of the current log, or an empty one if nothing was ever recorded. */
export const readableLog = async (
  folder: string,
  views: readonly AnyProjection[],
): Promise<EventLog> => {
  if (existsSync(logFolder(folder))) {
    const { openLogCopy } = await import('../adapters/level/reader.ts')
    return openLogCopy({ folder: logFolder(folder), projections: views, temporary: tmpdir() })
  }
  const { memoryLog } = await import('../adapters/memory/log.ts')
  return memoryLog({ projections: views, now })
}

/** How often to look at a followed log, in milliseconds. */
const look = 1_000

/** Yields a copy of the log each time it changes, until the signal aborts. It takes no lock and looks once a second. */
export async function* followLog(place: Place, signal: AbortSignal): AsyncGenerator<EventLog> {
  const repository = await openRepositoryAt(place.cwd)
  const { folder } = await settled(repository, place).finally(() => repository.close())
  const views = await allViews()
  for (let seen: string | undefined; !signal.aborted; ) {
    // Taken before the copy, so that a write during the copy is seen the next time.
    const now = await signatureOf(logFolder(folder))
    if (now !== seen) {
      const log = await readableLog(folder, views)
      try {
        yield log
      } finally {
        await log.close()
      }
    }
    seen = now
    await pause(look, undefined, { signal }).catch(() => {})
  }
}

/** A text that changes when the log's files change; it opens none of them. */
const signatureOf = async (folder: string): Promise<string> => {
  const names = await readdir(folder).catch(() => [])
  const files = names.sort().map(async name => {
    // A file that disappears meanwhile also counts as a change.
    const stats = await stat(join(folder, name)).catch(() => undefined)
    return `${name} ${stats?.size} ${stats?.mtimeMs}`
  })
  return (await Promise.all(files)).join('\n')
}

/**
 * The status report. Normally it is the one that the log's owner published: exact after a run, and at most a second old
 * during one. After a crash it comes from the log itself.
 */
export const readStatusReport = async (place: Place): Promise<FullReport> => {
  const { facts, folder } = await locateState(place)
  const { readRunLock } = await import('../adapters/state/run-lock.ts')
  const { readStatus } = await import('../adapters/state/status-file.ts')
  const [lock, published] = [await readRunLock(folder), await readStatus(folder)]
  const report = isReport(published) && !lock?.stale ? published : await reportFromLog(folder)
  const { countUnseen } = await import('../adapters/git/unseen-commits.ts')
  return { ...report, unnoticed: await countUnseen(facts, report.seen ?? {}) }
}

/** The status report with the additions of the built-in kinds. */
export interface FullReport extends StatusReport {
  /** How far git-doc has read each followed branch, by its ref. */
  readonly seen?: Readonly<Record<string, string>>
  readonly providers?: readonly ReportedProvider[]
  /** Alerts that reached nobody yet. */
  readonly alerts?: ReportedAlerts | undefined
  /** Model usage in the most recent month that has any. */
  readonly usage?: MonthUsage | undefined
  /** How many commits the checked-out branch has that git-doc has not read; the log alone cannot tell. */
  readonly unnoticed?: { readonly branch: string; readonly commits: number } | undefined
}

const reportFromLog = async (folder: string): Promise<FullReport> => {
  const log = await readableLog(folder, await allViews())
  try {
    return await reportOf(log)
  } finally {
    await log.close()
  }
}

/** Checks only the schema number; for anything else the log is used. */
const isReport = (published: unknown): published is FullReport =>
  (published as Partial<FullReport> | undefined | null)?.schema === 2

/** A report from the log, for some runs or for all. */
export const reportOf = async (log: EventLog, runs?: readonly string[]): Promise<FullReport> => {
  const [{ kinds }, { readStatus, readStatusOf }] = await Promise.all([
    import('../kinds.ts'),
    import('../commands/status.ts'),
  ])
  return runs ? readStatusOf(log, kinds, runs) : readStatus(log, kinds)
}

/** What kinds of run publish for readers of their own, by their names. */
export async function* viewsOf(
  log: EventLog,
): AsyncGenerator<readonly [kind: string, view: unknown]> {
  const { kinds } = await import('../kinds.ts')
  for (const kind of kinds.values()) if (kind.publish) yield [kind.name, await kind.publish(log)]
}

/** What a kind published last, or what it would publish of the log as it is. */
export const readKindView = async (folder: string, kind: string): Promise<unknown> => {
  const { readRunLock } = await import('../adapters/state/run-lock.ts')
  const { readView } = await import('../adapters/state/views.ts')
  const lock = await readRunLock(folder)
  const published = lock?.stale ? undefined : await readView(folder, kind)
  if (published !== undefined) return published
  const log = await readableLog(folder, await allViews())
  try {
    for await (const [name, view] of viewsOf(log)) if (name === kind) return view
    return undefined
  } finally {
    await log.close()
  }
}

/**
 * Every run in the log, or every run of one kind, as a report lists it. Throws USAGE for a kind that this version does
 * not know.
 */
export async function* eachRun(place: Place, kind?: string): AsyncGenerator<ReportedRun> {
  const { log, kinds, close } = await openReading(place)
  try {
    const { everyRun, kindsWithRuns } = await import('../commands/status.ts')
    if (kind !== undefined && !kinds.has(kind)) throw unknownKind(kind, await kindsWithRuns(log))
    yield* everyRun(log, kinds, kind)
  } finally {
    await close()
  }
}
