import type { Readable, Writable } from 'node:stream'
import type { Environment, OwnedLog } from '../app/place.ts'

/** The process as a command sees it. */
export interface Io {
  readonly cwd: string
  readonly env: Environment
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  /** Where Ctrl+C and `kill` arrive. */
  readonly signals: Signals
  /** The file that starts this command line, for hooks to start it again. */
  readonly program: string
  /** The log that this process owns already, because it carries out requests. */
  readonly owned?: OwnedLog | undefined
  /** The id of the request that the command carries out. */
  readonly request?: string | undefined
}

export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number }

export interface Signals {
  on(signal: NodeJS.Signals, listener: () => void): unknown
  once(signal: NodeJS.Signals, listener: () => void): unknown
  off(signal: NodeJS.Signals, listener: () => void): unknown
}

/** The streams, environment and signals of this process. */
export const processIo = (): Io => ({
  cwd: process.cwd(),
  env: process.env,
  // Node makes each stream when it is first asked for, and most commands need only one.
  get stdin() {
    return process.stdin
  },
  get stdout() {
    return process.stdout
  },
  get stderr() {
    return process.stderr
  },
  signals: process,
  program: process.argv[1] ?? '',
})
