import { existsSync, readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { EventLog, Projection } from '../ports/log.ts'
import type { Repository } from '../ports/repository.ts'
import type { Settings } from '../ports/settings.ts'
import type { StatusReport } from '../projections/status-report.ts'
import type { UsageRow } from '../projections/usage.ts'
import {
  allViews,
  logFolder,
  now,
  openRepositoryAt,
  type Place,
  settled,
  stateFolder,
} from './place.ts'

/** A log that can be read while a run is active, and what is needed to name its runs. */
export interface Reading {
  readonly log: EventLog
  readonly views: readonly Projection[]
  readonly repository: Repository
  readonly settings: Settings
  resolve(revision: string): Promise<string>
  close(): Promise<void>
}

/** Opens what a reading command needs; takes no lock. */
export const openReading = async (place: Place): Promise<Reading> => {
  const repository = await openRepositoryAt(place.cwd)
  const { folder, settings } = await settled(repository, place, 'warn')
  const views = await allViews()
  const log = await readableLog(folder, views)
  return {
    log,
    views,
    repository,
    settings,
    // A commit that Git has forgotten, after a rebase and a clean-up, still has its history here by its full id.
    resolve: revision =>
      /^[0-9a-f]{40,64}$/.test(revision) ? Promise.resolve(revision) : repository.resolve(revision),
    async close() {
      await log.close()
      await repository.close()
    },
  }
}

/** A copy of the log as it is now, or an empty one where nothing was ever recorded. */
export const readableLog = async (
  folder: string,
  views: readonly Projection[],
): Promise<EventLog> => {
  if (existsSync(logFolder(folder))) {
    const { openLogCopy } = await import('../adapters/level/reader.ts')
    return openLogCopy({ folder: logFolder(folder), projections: views, temporary: tmpdir() })
  }
  const { memoryLog } = await import('../adapters/memory/log.ts')
  return memoryLog({ projections: views, now })
}

/** How often a log that is followed is looked at, in milliseconds. */
const look = 1_000

/** A copy of the log each time it has changed, until the signal; takes no lock and looks once a second. */
export async function* followLog(place: Place, signal: AbortSignal): AsyncGenerator<EventLog> {
  const repository = await openRepositoryAt(place.cwd)
  const { folder } = await settled(repository, place, 'warn').finally(() => repository.close())
  const views = await allViews()
  for (let seen: string | undefined; !signal.aborted; ) {
    // Before the copy is made: what is written meanwhile is seen the next time.
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

/** Tells one state of the log's files from the next, without opening them. */
const signatureOf = async (folder: string): Promise<string> => {
  const names = await readdir(folder).catch(() => [])
  const files = names.sort().map(async name => {
    // A file that goes meanwhile is a change by itself.
    const stats = await stat(join(folder, name)).catch(() => undefined)
    return `${name} ${stats?.size} ${stats?.mtimeMs}`
  })
  return (await Promise.all(files)).join('\n')
}

/**
 * The status report: the one the owner of the log published, which is exact once its run has ended and at most a second old
 * while it is at work; after a crash, and only then, the log itself.
 */
export const readStatusReport = async (place: Place): Promise<StatusReport> => {
  const { locate } = await import('../adapters/git/locate.ts')
  const facts = await locate(place.cwd)
  const { root, commonDirectory } = facts
  const folder = stateFolder(root, commonDirectory, await statePath(place, root))
  const { readRunLock } = await import('../adapters/state/run-lock.ts')
  const { readStatus } = await import('../adapters/state/status-file.ts')
  const [lock, published] = [await readRunLock(folder), await readStatus(folder)]
  const report = isReport(published) && !lock?.stale ? published : await reportFromLog(folder)
  const { countUnnoticed } = await import('../adapters/git/unnoticed.ts')
  // A report that an older version published says nothing of branches.
  return { ...report, unnoticed: await countUnnoticed(facts, report.seen ?? {}) }
}

const reportFromLog = async (folder: string): Promise<StatusReport> => {
  const log = await readableLog(folder, await allViews())
  try {
    return await reportOf(log)
  } finally {
    await log.close()
  }
}

/** Whatever else the file may say, the log knows better. */
const isReport = (published: unknown): published is StatusReport =>
  (published as Partial<StatusReport> | undefined | null)?.schema === 1

/** `state.path`, reading the whole configuration only if the file speaks of state at all: `status` is to be quick. */
const statePath = async ({ cwd, config }: Place, root: string): Promise<string | undefined> => {
  const file = config === undefined ? join(root, '.git-doc', 'config.toml') : resolve(cwd, config)
  if (config === undefined && !(existsSync(file) && /\bstate\b/.test(readFileSync(file, 'utf8'))))
    return undefined
  const { loadSettings } = await import('../adapters/config/load.ts')
  const { settings } = await loadSettings({ root, file, env: process.env, unset: 'warn' })
  return settings.state.path
}

export const reportOf = async (log: EventLog, runs?: readonly string[]): Promise<StatusReport> => {
  const { statusReport } = await import('../projections/status-report.ts')
  const { status } = await import('../projections/status.ts')
  const { failures } = await import('../projections/failures.ts')
  const { usage } = await import('../projections/usage.ts')
  const wanted = runs && new Set(runs)
  const rowsOf = async <Row>(view: Projection<Row>): Promise<Row[]> => {
    const rows: Row[] = []
    for await (const [key, row] of log.rows(view)) {
      if (!wanted || wanted.has(key) || key.startsWith('provider/')) rows.push(row)
    }
    return rows
  }
  const used = new Map<string, UsageRow>()
  for await (const [key, row] of log.rows(usage)) used.set(key, row)
  const { position } = await log.head()
  return statusReport(position, await rowsOf(status), await rowsOf(failures), { usage: used })
}
