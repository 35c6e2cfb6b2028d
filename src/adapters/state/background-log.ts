import { appendFile, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeStateFile } from './files.ts'

/** If the file is larger (bytes), its older half is removed. */
const longest = 64 * 1024

export const backgroundLog = (state: string): string => join(state, 'background.log')

/** How a background run ended. */
export interface WorkerMessage {
  readonly level: string
  readonly code?: string | undefined
  readonly message: string
}

/** Adds a line of JSON, as `--log json` prints it. A line that cannot be written does not stop the work. */
export const recordBackground = async (
  state: string,
  at: Date,
  { level, code, message }: WorkerMessage,
): Promise<void> => {
  const path = backgroundLog(state)
  const data = { pid: process.pid }
  const short = message.slice(0, 500)
  const line = `${JSON.stringify({ at, level, component: 'worker', code, message: short, data })}\n`
  try {
    await appendFile(path, line, { mode: 0o600 })
    if ((await stat(path)).size <= longest) return
    const lines = (await readFile(path, 'utf8')).split('\n')
    await writeStateFile(path, lines.slice(Math.floor(lines.length / 2)).join('\n'))
  } catch {
    // The disk is full or the folder is gone; the next command reports that anyway.
  }
}

/** The last message of a worker and its time; undefined if there is none, or only lines from before they were JSON. */
export const lastBackground = async (
  state: string,
): Promise<{ readonly at: string; readonly what: string } | undefined> => {
  const text = await readFile(backgroundLog(state), 'utf8').catch(() => '')
  try {
    const { at, code, message } = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')
    return { at: String(at), what: [code, message].filter(Boolean).join(': ') }
  } catch {
    return undefined
  }
}
