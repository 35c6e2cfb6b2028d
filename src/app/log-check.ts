import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Remains } from '../adapters/level/salvage.ts'
import type { VerifiedLog } from '../adapters/level/verify.ts'
import type { ComparedView } from '../ports/projection.ts'

/** Why a part of the log is damaged, from the error that reported it. */
export interface Unsound {
  readonly part: string
  readonly code: string
  readonly message: string
  readonly hint?: string
}

/** The result of checking a log. `ended` says how the check stopped early, if LevelDB killed the process. */
export interface LogCheck {
  readonly log?: VerifiedLog
  readonly views?: readonly ComparedView[]
  readonly failed?: Unsound
  readonly verified: number
  readonly ended?: string
}

type Fact = Partial<LogCheck> & { readonly remains?: Remains; readonly end?: true }

/** Verifies a log and then its views, each in another process, so that one does not hold what the other needed; takes no lock. */
export const checkLog = async (folder: string, chainsAt: readonly number[]): Promise<LogCheck> => {
  let check: LogCheck = { verified: 0 }
  const ask = (part: string) =>
    asked([part, folder, tmpdir(), ...chainsAt.map(String)], fact => {
      check = { ...check, ...fact }
    })
  let ended = await ask('log')
  if (check.log) ended = await ask('views')
  const complete = check.failed !== undefined || check.views !== undefined
  return complete ? check : { ...check, ended: ended ?? 'it did not answer' }
}

/** How many times to restart a read that LevelDB killed; each restart skips further ahead. */
const tries = 12

/**
 * What a damaged database still returns after a position, by position. LevelDB may kill some of the processes that read
 * it.
 */
export const salvaged = async (
  folder: string,
  after: number,
): Promise<ReadonlyMap<number, string>> => {
  const remains = new Map<number, string>()
  let from = after
  for (let time = 0, finished = false; time < tries && !finished; time += 1) {
    let last = from
    await asked(['salvage', folder, tmpdir(), String(from)], ({ remains: found, end, failed }) => {
      if (found) {
        remains.set(found.position, found.text)
        last = found.position
      }
      // A database that cannot be opened once cannot be opened the next time either.
      finished ||= end === true || (failed !== undefined && last === from)
    })
    from = last + 2 ** time
  }
  return remains
}

/** Runs the other process and passes on its output. Resolves with how it ended, unless it ended normally. */
const asked = (args: readonly string[], hear: (fact: Fact) => void): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, fileURLToPath(program), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      complaint = `${complaint}${text}`.slice(0, 10_000)
    })
    let rest = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      // readline would also split at line separators that may occur inside an event.
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const fact of lines.map(factIn)) if (fact) hear(fact)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else
        resolve(signal ?? `with exit code ${code}${complaint && `: ${complaint.split('\n')[0]}`}`)
    })
  })

/** It makes much that is needed for a moment: with room for little of that it takes half the memory. */
const flags = ['--max-semi-space-size=4']

const program = new URL('./log-check.child.js', import.meta.url)

/** A line may be cut off if the process ended while it wrote the line. */
const factIn = (line: string): Fact | undefined => {
  try {
    return JSON.parse(line) as Fact
  } catch {
    return undefined
  }
}
