import { createReadStream, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import type { Imported } from '../commands/import.ts'
import { exportUnwritable, importDamaged, importNotEmpty, importUnreadable } from '../errors.ts'
import type { Projection } from '../ports/log.ts'
import { allViews, logFolder, now, openRepositoryAt, type Place, settled } from './place.ts'
import { reportOf } from './reading.ts'

/** The log's entries as text, taken without a lock; `seal` keeps them as segments beside the log too. */
export const openExportAt = async (place: Place) => openExportOf(await stateOf(place))

/** The same for a state folder. */
export const openExportOf = async (state: string) => {
  const folder = logFolder(state)
  if (!existsSync(folder)) return await emptyExport()
  const { openExport } = await import('../adapters/level/export.ts')
  return await openExport({ folder, temporary: tmpdir() })
}

const emptyExport = async () => {
  const { sealedText } = await import('../adapters/log/sealed.ts')
  return {
    events: 0,
    text: () => sealedText((async function* () {})(), 1),
    seal: async () => {},
    close: async () => {},
  }
}

/** Writes a file only its owner can read, whole or not at all. EXPORT_UNWRITABLE if it cannot be. */
export const writeExport = async (
  { cwd }: Place,
  file: string,
  text: AsyncIterable<string>,
): Promise<void> => {
  const { writeStateChunks } = await import('../adapters/state/files.ts')
  await writeStateChunks(resolve(cwd, file), text, { durable: true }).catch(error => {
    throw error.code === 'STATE_UNWRITABLE' ? exportUnwritable(file, error.cause) : error
  })
}

const stateOf = async (place: Place): Promise<string> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    return (await settled(repository, place, 'warn')).folder
  } finally {
    await repository.close()
  }
}

/**
 * Takes over an exported log, all of it or nothing. IMPORT_NOT_EMPTY unless there is no event here yet, IMPORT_DAMAGED with
 * the line if it is not what was exported, BUSY while another process works here.
 */
export const importAt = async (place: Place, file: string): Promise<Imported> => {
  const folder = await stateOf(place)
  const { acquireRunLock } = await import('../adapters/state/run-lock.ts')
  const lock = await acquireRunLock(folder, { command: 'import' })
  try {
    const views = await allViews()
    await assertEmpty(logFolder(folder), views)
    return await taken(folder, views, contentOf(resolve(place.cwd, file), file))
  } finally {
    await lock.release()
  }
}

const assertEmpty = async (folder: string, projections: readonly Projection[]): Promise<void> => {
  const { openLevelLog } = await import('../adapters/level/open.ts')
  const { listSegments, segmentsOf } = await import('../adapters/log/segments.ts')
  const log = await openLevelLog({ folder, projections, now })
  const { position } = await log.head()
  await log.close()
  if (position > 0) throw importNotEmpty(`it has ${position} events`)
  if ((await listSegments(segmentsOf(folder))).length > 0) {
    throw importNotEmpty('of one that is gone, sealed segments are left')
  }
}

const taken = async (
  folder: string,
  projections: readonly Projection[],
  chunks: AsyncIterable<Uint8Array>,
): Promise<Imported> => {
  const { receivedEntries } = await import('../adapters/log/received.ts')
  const { rebuildLog } = await import('../adapters/level/rebuild.ts')
  const { admitted } = await import('../commands/import.ts')
  let imported: Imported = { events: 0, runs: 0 }
  const entries = admitted(receivedEntries(chunks, importDamaged), counted => {
    imported = counted
  })
  const rebuilt = await rebuildLog({ folder: logFolder(folder), projections, now }, entries)
  const report = await reportOf(rebuilt.log)
  await rebuilt.replace()
  const { publishStatus } = await import('../adapters/state/status-file.ts')
  await publishStatus(folder, report)
  return imported
}

async function* contentOf(path: string, shown: string): AsyncGenerator<Uint8Array> {
  try {
    yield* shown === '-' ? process.stdin : createReadStream(path)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined
      ? error
      : importUnreadable(shown, error)
  }
}
