import { format } from 'node:util'
import type { DefinedJob } from '../define.ts'
import type { Outcome, Told } from '../protocol.ts'
import type { JobContext, JobLog } from './context.ts'
import { inSession, type JobSession } from './session.ts'
import { thrown } from './thrown.ts'

type World = Pick<JobSession, 'templates' | 'ask'> & { signal(): AbortSignal }

/** Checks the input and runs one of a job's functions. */
export const runJob = async (
  job: DefinedJob,
  verb: 'run' | 'undo',
  { input, ...told }: Told,
  { signal, ...world }: World,
): Promise<Outcome> => {
  try {
    const parsed = await job.input?.safeParseAsync(input)
    if (parsed?.success === false) return { refusedInput: issuesOf(parsed.error) }
    const context: JobContext = {
      ...told,
      commit: told.commit,
      hook: told.hook,
      input: parsed ? parsed.data : input,
      log,
      get signal() {
        return signal()
      },
    }
    const work = job[verb]
    if (!work) return { returned: null }
    const returned = await inSession({ context, ...world }, () => work.call(job, context))
    return plain(returned)
  } catch (error) {
    return { threw: thrown(error) }
  }
}

interface Issues {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}

const issuesOf = (error: unknown): string =>
  (error as Issues).issues
    .map(
      ({ path, message }) =>
        `${path.length > 0 ? `${path.map(String).join('.')}: ` : ''}${message}`,
    )
    .join('; ')

/** Only plain data is kept. */
const plain = (returned: unknown): Outcome => {
  try {
    return { returned: JSON.parse(JSON.stringify(returned ?? null)) }
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) }
  }
}

const write =
  (stream: NodeJS.WriteStream) =>
  (...words: readonly unknown[]): void => {
    stream.write(`${format(...words)}\n`)
  }

const log: JobLog = {
  debug: write(process.stdout),
  info: write(process.stdout),
  warn: write(process.stderr),
  error: write(process.stderr),
}
