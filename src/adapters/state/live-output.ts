import { createHash } from 'node:crypto'
import { appendFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LiveOutput, OpenLiveOutput } from '../../ports/live-output.ts'
import { makeFolder } from './files.ts'

/** The folder of what steps print while they run. */
export const liveFolder = (state: string): string => join(state, 'live')

/** The file of one step. Names of runs and steps may have characters that no file name may have. */
export const liveFile = (state: string, run: string, step: string): string =>
  join(liveFolder(state), createHash('sha256').update(`${run}\n${step}`).digest('hex').slice(0, 32))

/** How much of one step is shown, in bytes, and how long text is collected before it is written, in milliseconds. */
export const limits = { most: 2 ** 20, pause: 100 }

/** A line that does not end is shown without its end, and a key that does not end is no key. */
const longestHeld = 65_536

const cutNote = '… The rest comes when the step is over.\n'

/**
 * Writes what steps print, without secrets, line by line. A step that is over before the first pause leaves no file, because its record
 * comes as soon.
 */
export const openLiveOutput =
  (
    state: string,
    redact: (text: string) => Promise<string>,
    { most, pause }: typeof limits = limits,
  ): OpenLiveOutput =>
  (run, step): LiveOutput => {
    const file = liveFile(state, run, step)
    let pending = ''
    let written = 0
    let isFull = false
    let timer: NodeJS.Timeout | undefined
    let writing: Promise<void> = Promise.resolve()

    const append = async (text: string): Promise<void> => {
      if (written === 0) await begin(state, file)
      const room = most - written
      isFull = Buffer.byteLength(text) > room
      const shown = isFull ? `${startOf(text, room)}\n${cutNote}` : text
      written += Buffer.byteLength(shown)
      await appendFile(file, shown, { mode: 0o600 })
    }
    const write = async (isLast: boolean): Promise<void> => {
      const whole = isLast ? pending.length : wholeLines(pending)
      const text = pending.slice(0, whole)
      pending = pending.slice(whole)
      if (text === '' || isFull) return
      await append(await redact(text)).catch(() => {
        isFull = true
      })
    }
    const goOn = (isLast = false): Promise<void> => {
      writing = writing.then(() => write(isLast))
      return writing
    }
    return {
      take(text) {
        // What is not shown any more need not be kept; the tail of the record is kept elsewhere.
        if (isFull || pending.length > 2 * most) return
        pending += text
        timer ??= setTimeout(() => {
          timer = undefined
          void goOn()
        }, pause)
      },
      async end() {
        clearTimeout(timer)
        await writing
        if (written === 0) return
        await goOn(true)
        await rm(file, { force: true }).catch(() => {})
      },
    }
  }

/** A new file each time: whoever still reads the one before reads that to its end. */
const begin = async (state: string, file: string): Promise<void> => {
  await makeFolder(liveFolder(state))
  await rm(file, { force: true })
}

/** How much of a text can be shown: whole lines, and a private key only with its end, as it is recognized by that. */
const wholeLines = (text: string): number => {
  if (text.length > longestHeld) return text.length
  const key = text.lastIndexOf('-----BEGIN ')
  const isOpen = key !== -1 && !text.includes('-----END ', key)
  return text.lastIndexOf('\n', isOpen ? key : text.length) + 1
}

/** At most so many bytes of a text, without a part of a character. */
const startOf = (text: string, bytes: number): string =>
  Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/, '')

/** Takes away what a process that was killed has left; for whoever owns the log now, so that nobody else writes. */
export const forgetLiveOutput = async (state: string): Promise<void> => {
  const folder = liveFolder(state)
  const names = await readdir(folder).catch(() => [])
  await Promise.all(names.map(name => rm(join(folder, name), { force: true }).catch(() => {})))
}
