import { createReadStream, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import type { Imported } from '../commands/import.ts'
import { exportUnwritable, importDamaged, importNotEmpty, importUnreadable } from '../errors/log.ts'
import type { AnyProjection } from '../ports/projection.ts'
import { allViews, logFolder, now, openRepositoryAt, type Place, settled } from './place.ts'
import { reportOf } from './reading.ts'

/** The log's entries as text, read without a lock. `seal` also stores them as segments beside the log. */
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

/** Writes a file that only its owner can read, completely or not at all. Throws EXPORT_UNWRITABLE on failure. */
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
    return (await settled(repository, place)).folder
  } finally {
    await repository.close()
  }
}

/**
 * Imports an exported log (`-` means standard input), all or nothing. Throws IMPORT_NOT_EMPTY if a log exists here
 * already, IMPORT_DAMAGED with the line if the export is not intact, and BUSY while another process works here.
 */
export const importAt = async (
  place: Place,
  file: string,
  stdin: AsyncIterable<Uint8Array>,
): Promise<Imported> => {
  const folder = await stateOf(place)
  const { acquireRunLock } = await import('../adapters/state/run-lock.ts')
  const lock = await acquireRunLock(folder, { command: 'import' })
  try {
    const views = await allViews()
    await assertEmpty(logFolder(folder), views)
    return await taken(folder, views, contentOf(place, file, stdin))
  } finally {
    await lock.release()
  }
}

const assertEmpty = async (
  folder: string,
  projections: readonly AnyProjection[],
): Promise<void> => {
  const { openLevelLog } = await import('../adapters/level/open.ts')
  const { listSegments, segmentsOf } = await import('../adapters/log/segments.ts')
  const log = await openLevelLog({ folder, projections, now })
  const { position } = await log.head()
  await log.close()
  if (position > 0) throw importNotEmpty(`it has ${position} events`)
  if ((await listSegments(segmentsOf(folder))).length > 0) {
    throw importNotEmpty('the database is gone, but its sealed segments remain')
  }
}

const taken = async (
  folder: string,
  projections: readonly AnyProjection[],
  chunks: AsyncIterable<Uint8Array>,
): Promise<Imported> => {
  const { receivedEntries } = await import('../adapters/log/import-stream.ts')
  const { rebuildLog } = await import('../adapters/level/rebuild.ts')
  const { admitted } = await import('../commands/import.ts')
  let imported: Imported = { events: 0, runs: 0 }
  const { kinds } = await import('../kinds.ts')
  const entries = admitted(receivedEntries(chunks, importDamaged), kinds, counted => {
    imported = counted
  })
  const rebuilt = await rebuildLog({ folder: logFolder(folder), projections, now }, entries)
  const report = await reportOf(rebuilt.log)
  await rebuilt.replace()
  const { publishStatus } = await import('../adapters/state/status-file.ts')
  await publishStatus(folder, report)
  return imported
}

async function* contentOf(
  { cwd }: Place,
  file: string,
  stdin: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* file === '-' ? stdin : createReadStream(resolve(cwd, file))
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined
      ? error
      : importUnreadable(file, error)
  }
}
