import * as z from 'zod/mini'
import type { GitDocError } from '../../errors/error.ts'
import {
  jobChannelMisused,
  jobExited,
  jobHung,
  jobInputInvalid,
  jobInvalid,
  jobMemoryLimit,
  jobOutputLimit,
  jobResultInvalid,
  jobThrew,
  jobTimedOut,
} from '../../errors/jobs.ts'
import type { JobOutcome, JobResult } from '../../ports/jobs.ts'
import type { ProcessEvidence } from '../../ports/processes.ts'
import type { Conversation } from './conversation.ts'
import { firstPlace, ownLines } from './own-lines.ts'
import type { Outcome, Thrown } from './protocol.ts'

const Result = z.nullish(
  z.strictObject({
    message: z.nullish(z.string()),
    outputs: z.nullish(z.record(z.string(), z.unknown())),
    files: z.nullish(z.array(z.string())),
    skipped: z.nullish(z.string()),
  }),
)

/** The largest result that is kept, in bytes of JSON: it becomes part of the log. */
const largest = 256 * 1024

export interface Ran {
  readonly job: string
  /** The job's file. */
  readonly path: string
  readonly root: string
  readonly limits: {
    readonly timeout: number
    readonly output: number
    readonly memory?: number | undefined
  }
}

/** What became of a job: why its process was ended, else what it said, else how it exited. */
export const outcomeOf = (
  ran: Ran,
  evidence: ProcessEvidence,
  { outcome, misuse }: Pick<Conversation, 'outcome' | 'misuse'>,
): JobOutcome => {
  const stopped =
    misuse === undefined ? limitError(ran, evidence) : jobChannelMisused(ran.job, misuse)
  if (stopped) return { error: stopped, evidence: { ...evidence, error: stopped } }
  return outcome
    ? { ...said(ran, outcome), evidence }
    : { error: exitError(ran, evidence), evidence }
}

const limitError = (
  { job, limits }: Ran,
  { endedBy, error }: ProcessEvidence,
): GitDocError | undefined => {
  if (endedBy === 'timeout') return jobTimedOut(job, limits.timeout)
  if (endedBy === 'output') return jobOutputLimit(job, limits.output)
  if (endedBy === 'memory') return jobMemoryLimit(job, limits.memory ?? 0)
  return error
}

const said = (ran: Ran, outcome: Outcome): Pick<JobOutcome, 'result' | 'error' | 'stack'> => {
  const { job, path } = ran
  if ('returned' in outcome) return resultOf(job, outcome.returned)
  if ('unreadable' in outcome) return { error: jobResultInvalid(job, outcome.unreadable) }
  if ('refusedInput' in outcome) return { error: jobInputInvalid(job, outcome.refusedInput) }
  if ('hung' in outcome) return { error: jobHung(job) }
  if ('threw' in outcome) {
    const lines = ownLines(outcome.threw.stack, ran.root)
    const error = jobThrew(nameAndMessage(outcome.threw), firstPlace(lines))
    return { error, ...(lines.length > 0 && { stack: lines.join('\n') }) }
  }
  if ('failedToLoad' in outcome) return { error: loadError(ran, outcome.failedToLoad) }
  return { error: jobInvalid(path, 'it answered something else than it was asked for.') }
}

const nameAndMessage = ({ name, message }: Thrown): string =>
  name && name !== 'Error' && name !== 'GitDocError' ? `${name}: ${message}` : message

/** A file that defines no job, or that cannot be loaded. */
export const loadError = (
  { path, root }: Pick<Ran, 'path' | 'root'>,
  threw: Thrown,
  knownPlace?: string,
): GitDocError => {
  if (threw.code === 'NO_JOB')
    return jobInvalid(
      path,
      `it defines no job: ${threw.message}.`,
      'Export the job: `export default defineJob({ … })`. Begin the name of a file that is not a job with _.',
    )
  const place =
    knownPlace ?? firstPlace(ownLines(threw.stack, root)) ?? linkPlace(threw.stack, root) ?? path
  const [what = ''] = nameAndMessage(threw).split('\n')
  return jobInvalid(place, `it cannot be loaded: ${what.replace(/\.$/, '')}.`)
}

/** Where modules do not fit together, Node names the file and the line before its message. */
const linkPlace = (stack: string, root: string): string | undefined => {
  const [first = ''] = stack.split('\n')
  return firstPlace(ownLines(`at ${first}:1`, root))?.replace(/:1$/, '')
}

const resultOf = (job: string, returned: unknown): Pick<JobOutcome, 'result' | 'error'> => {
  const parsed = Result.safeParse(returned)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const key = issue?.path.join('.')
    const what =
      issue?.code === 'unrecognized_keys'
        ? `it has ${issue.keys.join(', ')}`
        : `${key ? `${key} ` : 'it '}is not what it should be`
    return { error: jobResultInvalid(job, what) }
  }
  const bytes = Buffer.byteLength(JSON.stringify(parsed.data ?? {}))
  if (bytes > largest)
    return { error: jobResultInvalid(job, `it has ${bytes} bytes, and ${largest} are kept`) }
  const entries = Object.entries(parsed.data ?? {}).filter(([, value]) => value != null)
  return { result: Object.fromEntries(entries) as JobResult }
}

/** Node ends itself like this when its heap is full, and when it finds itself damaged. */
const crashes = ['SIGABRT', 'SIGTRAP', 'SIGILL']

const exitError = (
  { job, limits: { memory } }: Ran,
  { exit, signal, output }: ProcessEvidence,
): GitDocError => {
  // V8 says which of both it was nowhere but here (docs/decisions/0026).
  const isFull = crashes.includes(signal ?? '') && output.tail.includes('heap out of memory')
  if (memory !== undefined && isFull) return jobMemoryLimit(job, memory)
  return jobExited(
    job,
    signal ? `${signal} ended its process` : `its process ended with exit code ${exit}`,
  )
}
