import { readdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Assembly, Piece } from '../adapters/level/assemble.ts'
import type { RebuiltLog } from '../adapters/level/rebuild.ts'
import { type Recovered, recoverFromGit } from '../commands/commit/recover.ts'
import type { Diagnosis } from '../commands/doctor.ts'
import type { Finding } from '../ports/health.ts'
import type { EventLog } from '../ports/log.ts'
import type { Repository } from '../ports/repository.ts'
import { type Examination, examineRepository, stateFolderAt } from './doctor.ts'
import { endAll, endAllQuietly } from './end-all.ts'
import { salvaged } from './log-check.ts'
import { allViews, logFolder, now, openRepositoryAt, type Place } from './place.ts'
import { reportOf } from './reading.ts'

/** What a repair did, or would do: where the log's events came from, and which ones are lost. */
export interface Repair {
  readonly log?: {
    readonly pieces: readonly Piece[]
    readonly events: number
    /** Positions of lost events; the last one as far as it is known. */
    readonly lost?: { readonly first: number; readonly last: number }
    /** Runs that lost events, as far as their names are still readable. */
    readonly lostRuns: readonly string[]
    /** Where the damaged log, its anchor and its segments are kept. */
    readonly aside: string
    readonly segments: readonly string[]
  }
  readonly git: Recovered
  readonly removed: readonly string[]
}

/** A repair that is prepared but not done yet. */
export interface PlannedRepair {
  readonly repair: Repair
  /** The findings before the repair. */
  readonly diagnosis: Diagnosis
  /** Nothing needs repair. */
  readonly nothing: boolean
  perform(): Promise<void>
  /** Releases the lock. If the repair was not performed, everything stays as it was. */
  close(): Promise<void>
}

const noRecovery: Recovered = { runs: [], forgotten: [], branches: [] }

/** Prepares a repair beside the existing files. Throws BUSY while another process works here. */
export const planRepair = async (place: Place): Promise<PlannedRepair> => {
  const repository = await openRepositoryAt(place.cwd)
  const closing: (() => Promise<void>)[] = [() => repository.close()]
  const close = () => endAll(closing)
  try {
    const folder = await stateFolderAt(repository, place)
    const { acquireRunLock } = await import('../adapters/state/run-lock.ts')
    const { makeStateFolder } = await import('../adapters/state/files.ts')
    await makeStateFolder(folder, repository.facts.commonDirectory)
    const lock = await acquireRunLock(folder, { command: 'doctor --repair' })
    closing.push(() => lock.release())
    const found = await examineRepository(repository, place)
    const planned = calls(found, 'rebuild')
      ? await planRebuilding(found, repository, closing)
      : await planRecording(found, repository)
    return { ...planned, diagnosis: found, close }
  } catch (error) {
    await endAllQuietly(closing)
    throw error
  }
}

/** Whether any finding asks for this kind of repair. */
const calls = ({ findings }: Examination, repair: NonNullable<Finding['repair']>): boolean =>
  findings.some(finding => finding.repair === repair)

type Planned = Omit<PlannedRepair, 'close' | 'diagnosis'>

/** For an undamaged log: adds what Git knows and the log does not, and removes files that no process uses. */
const planRecording = async (found: Examination, repository: Repository): Promise<Planned> => {
  const { folder, check, leftOvers } = found
  const { removeLeftOvers } = await import('../adapters/state/health.ts')
  const unknown = calls(found, 'record')
  const positions = check.log?.position === 0
  const work = unknown ? await workingCopy(folder) : undefined
  const git = work ? await recovered(work, repository, positions) : noRecovery
  return {
    repair: { git, removed: leftOvers },
    nothing: !unknown && !calls(found, 'remove'),
    async perform() {
      if (work) {
        const { openLevelLog } = await import('../adapters/level/open.ts')
        const projections = await allViews()
        const log = await openLevelLog({ folder: logFolder(folder), projections, now })
        try {
          await recovered(log, repository, positions)
          await publish(folder, log)
        } finally {
          await log.close()
        }
      }
      await removeLeftOvers(leftOvers)
    },
  }
}

/** The log in memory, used to compute what to record. */
const workingCopy = async (folder: string): Promise<EventLog> => {
  const { memory, memoryLog } = await import('../adapters/memory/log.ts')
  const { openExportOf } = await import('./transfer.ts')
  const kept = memory()
  const exported = await openExportOf(folder)
  try {
    for await (const chunk of exported.text()) {
      kept.entries.push(...chunk.split('\n').filter(line => line.startsWith('{"chain":')))
    }
  } finally {
    await exported.close()
  }
  return memoryLog({ projections: await allViews(), now, memory: kept })
}

const recovered = async (
  log: EventLog,
  repository: Repository,
  positions: boolean,
): Promise<Recovered> => {
  const { listDocCommits } = await import('../adapters/git/doc-commit-list.ts')
  const found = await listDocCommits(repository.facts.root)
  return await recoverFromGit(log, repository, found, { positions })
}

/** Builds a new log beside the damaged one from what the segments, the database and Git still have. */
const planRebuilding = async (
  { folder, leftOvers }: Examination,
  repository: Repository,
  closing: (() => Promise<void>)[],
): Promise<Planned> => {
  const log = logFolder(folder)
  const { assemble, segmentsReach } = await import('../adapters/level/assemble.ts')
  const { rebuildLog } = await import('../adapters/level/rebuild.ts')
  const remains = await salvaged(await sourceOf(log), await segmentsReach(log))
  const assembly = await assemble(log, remains)
  const rebuilt = await rebuildLog(
    { folder: log, projections: await allViews(), now },
    assembly.entries(),
  )
  let discard = () => rebuilt.discard()
  closing.push(() => discard())
  const lost = await lostOf(log, assembly)
  const git = await recovered(rebuilt.log, repository, lost !== undefined || assembly.last === 0)
  const aside = `${log}.damaged-${now().toISOString().replace(/[:.]/g, '-')}`
  const { pieces, last: events, lostRuns, badSegments: segments } = assembly
  return {
    nothing: false,
    repair: {
      log: { pieces, events, ...(lost && { lost }), lostRuns, aside, segments },
      git,
      removed: leftOvers,
    },
    async perform() {
      discard = async () => {}
      await replaced(folder, rebuilt, { aside, segments })
      const { removeLeftOvers } = await import('../adapters/state/health.ts')
      await removeLeftOvers(leftOvers)
    },
  }
}

/** If the database is gone, the one that an earlier repair set aside may still have most of it. */
const sourceOf = async (log: string): Promise<string> => {
  const filesOf = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])
  if ((await filesOf(log)).some(name => /^CURRENT$|^MANIFEST|\.(?:ldb|log)$/.test(name))) return log
  const names = await filesOf(dirname(log))
  const aside = names.filter(name => name.startsWith(`${basename(log)}.damaged-`)).sort()
  return join(dirname(log), aside.at(-1) ?? basename(log))
}

/** The anchor and the note of sealed segments give a lower bound for how far the log reached. */
const lostOf = async (log: string, { last, seen }: Assembly) => {
  const { readAnchor } = await import('../adapters/level/anchor.ts')
  const { sealedUpTo, segmentsOf } = await import('../adapters/log/segments.ts')
  const anchored = (await readAnchor(log).catch(() => undefined))?.position ?? 0
  const sealed = (await sealedUpTo(segmentsOf(log))) || 0
  const reached = Math.max(seen, anchored, sealed)
  return reached > last ? { first: last + 1, last: reached } : undefined
}

const replaced = async (
  folder: string,
  rebuilt: RebuiltLog,
  { aside, segments }: { readonly aside: string; readonly segments: readonly string[] },
): Promise<void> => {
  const { listSegments, noteSealed, segmentsOf } = await import('../adapters/log/segments.ts')
  const { makeFolder } = await import('../adapters/state/files.ts')
  await rebuilt.replace(aside)
  for (const path of segments) {
    await makeFolder(join(aside, 'segments'))
    await rename(path, join(aside, 'segments', basename(path)))
  }
  const sealed = segmentsOf(logFolder(folder))
  const left = await listSegments(sealed)
  if (left.length > 0 || segments.length > 0) await noteSealed(sealed, left.at(-1)?.last ?? 0)
  // Opens the log as `update` would, so that sealing and anchoring happen now.
  const { openLevelLog } = await import('../adapters/level/open.ts')
  const log = await openLevelLog({
    folder: logFolder(folder),
    projections: await allViews(),
    now,
  })
  try {
    await publish(folder, log)
  } finally {
    await log.close()
  }
}

const publish = async (folder: string, log: EventLog): Promise<void> => {
  const { publishStatus } = await import('../adapters/state/status-file.ts')
  await publishStatus(folder, await reportOf(log))
}
