import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { placeOf } from '../adapters/config/place.ts'
import { fileStates } from '../adapters/git/publisher/file-states.ts'
import { workingState } from '../adapters/git/working-state.ts'
import { readRunLock } from '../adapters/state/run-lock.ts'
import { keepView, readView, viewFile } from '../adapters/state/views.ts'
import type { PackageState } from '../commands/release/status.ts'
import { locateState, type Place } from './place.ts'
import { packageVersion } from './version.ts'

/** The name of the file that keeps the last answer. */
const kept = 'release-status'

/** What the answer follows from, beside Git and the configuration. */
const published = ['release', 'package', 'activation']

interface Kept {
  readonly key: string
  readonly packages: readonly PackageState[]
}

/**
 * The state of every package. What was answered last is answered again as long as nothing changed that it follows from: then one small
 * file is read, and not the history of the pointer.
 */
export const releaseStatus = async (place: Place): Promise<readonly PackageState[]> => {
  const { folder, key } = await keyOf(place)
  const last = key === undefined ? undefined : ((await readView(folder, kept)) as Kept | undefined)
  if (last && last.key === key) return last.packages
  const { releaseStates } = await import('./releases.ts')
  const packages = await releaseStates(place)
  if (key !== undefined) await keepView(folder, kept, { key, packages })
  return packages
}

/** One text for all that the answer follows from; no key where that is not published, so that the log would have to be read. */
const keyOf = async (
  place: Place,
): Promise<{ readonly folder: string; readonly key: string | undefined }> => {
  const [{ facts, folder }, working] = await Promise.all([
    locateState(place),
    // Where Git has nothing to say about files, whoever asks next says why.
    workingState(place.cwd).catch(() => undefined),
  ])
  const views = published.map(kind => viewFile(folder, kind))
  const states = fileStates(views)
  const lock = await readRunLock(folder)
  if (!working || lock?.stale || states.includes('none')) return { folder, key: undefined }
  const { root, commonDirectory } = facts
  const { path } = placeOf({ root, file: place.config })
  // Receipts of other clones come with this ref, which may be a file, packed, or in a reftable.
  const refs = ['refs/notes/git-doc/receipts', 'packed-refs', 'reftable/tables.list'].map(file =>
    join(commonDirectory, file),
  )
  const facets = [
    packageVersion(),
    root,
    await readFile(path, 'utf8').catch(() => ''),
    states,
    fileStates(refs),
    ...working,
  ]
  return { folder, key: createHash('sha256').update(JSON.stringify(facets)).digest('hex') }
}
