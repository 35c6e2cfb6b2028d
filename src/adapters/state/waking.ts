import { rmSync, utimesSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The mark of a worker that is about to work: made by the hook before it starts one, so that of many rapid commits only one
 * does; cleared by the worker as soon as it holds the lock. Hooks do not trust one that was not touched for ten minutes.
 */
export interface Waking {
  /** Makes the mark ours; false if another worker is about to work. `forUs`: the hook made it for this very process. */
  claim(forUs: boolean): Promise<boolean>
  /** Says that it is still so. */
  touch(): void
  clear(): void
}

export const wakingFile = (state: string): string => join(state, 'waking')

export const openWaking = (state: string): Waking => {
  const path = wakingFile(state)
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
        // Cleared by a hook that thought us gone: nothing to keep fresh.
      }
    },
    clear() {
      if (mine) rmSync(path, { force: true })
      mine = false
    },
  }
}
