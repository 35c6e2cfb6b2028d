import { rmSync, utimesSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The marker of a worker that is about to work. The hook creates it before it starts a worker, so that many rapid
 * commits start only one; the worker removes it as soon as it holds the lock. Hooks ignore a marker that was not
 * touched for ten minutes.
 */
export interface WorkerMarker {
  /** Makes the marker ours; false if another worker is about to work. `forUs`: the hook created it for this process. */
  claim(forUs: boolean): Promise<boolean>
  /** Keeps the marker fresh. */
  touch(): void
  clear(): void
}

export const workerMarkerFile = (state: string): string => join(state, 'waking')

export const openWorkerMarker = (state: string): WorkerMarker => {
  const path = workerMarkerFile(state)
  let mine = false
  return {
    async claim(forUs) {
      const text = `${JSON.stringify({ pid: process.pid })}\n`
      mine = await writeFile(path, text, { flag: forUs ? 'w' : 'wx', mode: 0o600 }).then(
        () => true,
        () => false,
      )
      return mine
    },
    touch() {
      const now = new Date()
      try {
        if (mine) utimesSync(path, now, now)
      } catch {
        // A hook that thought this worker was gone removed it, so there is nothing to keep fresh.
      }
    },
    clear() {
      if (mine) rmSync(path, { force: true })
      mine = false
    },
  }
}
