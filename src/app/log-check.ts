import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Remains } from '../adapters/level/salvage.ts'
import type { VerifiedLog } from '../adapters/level/verify.ts'
import type { ComparedView } from '../commands/replay.ts'

/** Why a part of the log is not sound, in the words of the error that said so. */
export interface Unsound {
  readonly part: string
  readonly code: string
  readonly message: string
  readonly hint?: string
}

/** What was found out about a log. `ended`: how the looking came to an untimely end, where LevelDB ended the process. */
export interface LogCheck {
  readonly log?: VerifiedLog
  readonly views?: readonly ComparedView[]
  readonly failed?: Unsound
  readonly verified: number
  readonly ended?: string
}

type Fact = Partial<LogCheck> & { readonly remains?: Remains; readonly end?: true }

/** Verifies a log and its views in another process; takes no lock. */
export const checkLog = async (folder: string, chainsAt: readonly number[]): Promise<LogCheck> => {
  let check: LogCheck = { verified: 0 }
  const ended = await asked(['check', folder, tmpdir(), ...chainsAt.map(String)], fact => {
    check = { ...check, ...fact }
  })
  const complete = check.failed !== undefined || check.views !== undefined
  return complete ? check : { ...check, ended: ended ?? 'without an answer' }
}

/** As many times a reading that LevelDB ended is begun again, ever further on. */
const tries = 12

/** What a damaged database still gives after a position, by positions; LevelDB may end some of the processes that read. */
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
      // A database that cannot be opened cannot be opened a second time either.
      finished ||= end === true || (failed !== undefined && last === from)
    })
    from = last + 2 ** time
  }
  return remains
}

/** Runs the other process and hands on what it says; how it ended if that was not by itself. */
const asked = (args: readonly string[], hear: (fact: Fact) => void): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(program), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      complaint = `${complaint}${text}`.slice(0, 10_000)
    })
    let rest = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      // Not by readline, which knows ends of line that may stand in an event.
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

const program = new URL('./log-check.child.js', import.meta.url)

/** A line that a process was writing when it ended says nothing. */
const factIn = (line: string): Fact | undefined => {
  try {
    return JSON.parse(line) as Fact
  } catch {
    return undefined
  }
}
