import { type FSWatcher, watch } from 'node:fs'

/** How often to look (milliseconds) where the system cannot watch a folder. */
const glance = 500

/**
 * Calls `changed` with the name of each file that appears or disappears in a folder, or without one if the system does
 * not name it. Keeps the process alive until it is closed. Where the system cannot watch, it calls twice a second.
 */
export const watchFolder = (
  folder: string,
  changed: (file: string | undefined) => void,
): { close(): void } => {
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    timer ??= setInterval(() => changed(undefined), glance)
  }
  let watcher: FSWatcher | undefined
  try {
    watcher = watch(folder, (_, file) => changed(file ?? undefined))
    watcher.on('error', () => {
      watcher?.close()
      look()
    })
  } catch {
    look()
  }
  return {
    close() {
      watcher?.close()
      clearInterval(timer)
    },
  }
}
