import { appendFile, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeStateFile } from './files.ts'

/** Bytes above which the older half of the file goes. */
const longest = 64 * 1024

export const backgroundLog = (state: string): string => join(state, 'background.log')

/** Adds a line on what a worker in the background did; a line that cannot be written stops nobody's work. */
export const recordBackground = async (state: string, at: Date, what: string): Promise<void> => {
  const path = backgroundLog(state)
  const line = `${at.toISOString()} ${process.pid} ${what.replace(/\s+/g, ' ').slice(0, 500)}\n`
  try {
    await appendFile(path, line, { mode: 0o600 })
    if ((await stat(path)).size <= longest) return
    const lines = (await readFile(path, 'utf8')).split('\n')
    await writeStateFile(path, lines.slice(Math.floor(lines.length / 2)).join('\n'))
  } catch {
    // The disk is full or the folder gone: whoever looks next sees that anyway.
  }
}

/** When a worker last said something, and what; undefined if none ever did. */
export const lastBackground = async (
  state: string,
): Promise<{ readonly at: string; readonly what: string } | undefined> => {
  const text = await readFile(backgroundLog(state), 'utf8').catch(() => '')
  const [, at, what] = /^(\S+) \d+ (.*)$/.exec(text.trimEnd().split('\n').at(-1) ?? '') ?? []
  return at && what ? { at, what } : undefined
}
