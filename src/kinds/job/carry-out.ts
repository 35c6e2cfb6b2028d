import type { StepEnd } from '../../engine/run-steps.ts'
import type { JobPart, JobRequest } from '../../events/job.ts'
import type { Evidence } from '../../events/steps.ts'
import type { JobCall, JobHook, JobOutcome } from '../../ports/jobs.ts'
import type { AnswerCall } from './calls.ts'
import type { ReadyJob } from './catalog.ts'
import type { World } from './world.ts'

/** One step of a job. */
export interface JobStep {
  readonly run: string
  readonly step: string
  readonly verb: JobCall['verb']
  readonly job: ReadyJob
  readonly request: JobRequest
  readonly part: JobPart
  /** For a hook in the foreground: its standard input, and what Git told it by environment. */
  readonly stdin?: string | undefined
  readonly variables?: JobCall['variables']
}

export type CarryOutWorld = Pick<
  World,
  'jobs' | 'signal' | 'outputFolder' | 'redact' | 'live' | 'onOutput'
>

/** Runs one step in a child process and says how it ended. */
export const carryOut = async (
  { run, step, verb, job, request, part, stdin = '', variables }: JobStep,
  { answer, facts }: { answer: AnswerCall; facts(): Readonly<Record<string, unknown>> },
  { jobs, signal, outputFolder, redact, live, onOutput }: CarryOutWorld,
): Promise<StepEnd> => {
  const { cause, commit, input } = request
  const shown = live?.(run, step)
  const outcome = await jobs
    .run({
      run,
      step,
      verb,
      file: job.file,
      definition: job.definition,
      commit,
      files: part.files,
      params: part.params,
      input: withInputs(job.inputs, input),
      ...(cause.by === 'hook' && {
        hook: { name: cause.hook as JobHook, args: cause.args, stdin },
      }),
      variables,
      signal,
      answer,
      onOutput(text) {
        onOutput?.(run, text)
        shown?.take(text)
      },
      outputFolder,
    })
    .finally(() => shown?.end())
  const { error, result } = outcome
  if (error?.scope === 'process') throw error
  const evidence = await evidenceOf(outcome, job, facts(), redact)
  if (error)
    return { state: 'failed', code: error.code, reason: await redact(error.message), evidence }
  if (result?.skipped !== undefined)
    return { state: 'skipped', code: 'skipped', reason: result.skipped, evidence }
  return { state: 'done', evidence }
}

/** What the person gives comes before what the pack is configured with. */
const withInputs = (inputs: ReadyJob['inputs'], input: unknown): unknown =>
  inputs && typeof input === 'object' && input !== null && !Array.isArray(input)
    ? { ...inputs, ...input }
    : input

const evidenceOf = async (
  { evidence, result, stack, files = [] }: JobOutcome,
  { file, definition }: ReadyJob,
  added: Readonly<Record<string, unknown>>,
  redact: World['redact'],
): Promise<Evidence> => {
  const { exit, milliseconds, peakMemory, output } = evidence
  const facts = {
    ...(result?.message !== undefined && { message: result.message }),
    ...(result?.outputs && { outputs: result.outputs }),
    ...(stack !== undefined && { stack: await redact(stack) }),
    ...(Object.keys(added).length > 0 && { added }),
  }
  return {
    what: `${file.path}, version ${definition.version}`,
    exit: exit ?? null,
    milliseconds: Math.round(milliseconds),
    ...(peakMemory !== undefined && { peakMemory }),
    output: {
      tail: await redact(output.tail),
      bytes: output.bytes,
      sha256: output.sha256,
    },
    files: [...files],
    ...(Object.keys(facts).length > 0 && { facts }),
  }
}
