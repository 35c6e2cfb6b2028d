import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { startOf } from '../state/processes.ts'

const Started = z.object({ group: z.number(), start: z.optional(z.string()), name: z.string() })

/** A process group that a run started; `start` tells the process from a later one with its id. */
export type Started = z.infer<typeof Started>

/**
 * Notes of what is running, a file each in the folder `processes`: after a crash they name the groups to end, also where
 * no environment of another process can be read.
 */
export const openStarted = (folder: string) => {
  const place = join(folder, 'processes')
  const files = (mark: string): readonly string[] => {
    try {
      return readdirSync(place).filter(name => name.startsWith(`${mark}.`))
    } catch {
      return []
    }
  }
  return {
    /** Returns how to take the note back. A note that cannot be written stops nothing. */
    note(mark: string, { group, name }: Omit<Started, 'start'>): () => void {
      const file = join(place, mark)
      try {
        if (!existsSync(place)) mkdirSync(place, { mode: 0o700 })
        const started: Started = { group, start: startOf(group), name }
        writeFileSync(file, JSON.stringify(started), { mode: 0o600 })
      } catch {}
      return () => rmSync(file, { force: true })
    },
    /** The groups of a run whose first process is still the one that was started. */
    running(mark: string): readonly Started[] {
      return files(mark).flatMap(file => {
        const started = read(join(place, file))
        const { group, start } = started ?? {}
        return started && group && start !== undefined && startOf(group) === start ? [started] : []
      })
    },
    forget(mark: string): void {
      for (const file of files(mark)) rmSync(join(place, file), { force: true })
    },
  }
}

const read = (file: string): Started | undefined => {
  try {
    return Started.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
