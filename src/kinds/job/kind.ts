import { defineKind } from '../../engine/define-kind.ts'
import type { Effect, FoldedRun, Reason, Summary, ViewReader } from '../../engine/kind.ts'
import { parseRun, shortRun } from '../../engine/run-name.ts'
import { JobEvent, JobRequest } from '../../events/job.ts'
import type { ReceiptFacts } from '../../events/receipt.ts'
import { job as machine } from '../../machines/job.ts'
import type { Step, SteppedRun } from '../../machines/stepped-run.ts'
import type { StepsEffect } from '../../machines/steps.ts'
import { fingerprints } from '../../projections/job/fingerprints.ts'
import { type JobStats, jobStats } from '../../projections/job/stats.ts'
import type { World } from './world.ts'

type JobEffects = Record<
  Exclude<StepsEffect, 'recover'>,
  () => Promise<Effect<SteppedRun, JobEvent, World>>
>

/** Each effect is loaded when it is due, because reading the log needs none. */
const effects: JobEffects = {
  plan: async () => (await import('./effects/plan.ts')).plan,
  start: async () => (await import('./effects/start.ts')).start,
  run: async () => (await import('./effects/run.ts')).run,
  undo: async () => (await import('./effects/undo.ts')).undo,
}

/** What `status --json` adds for a job's run. */
export interface JobDetails {
  readonly job: string
  readonly cause: JobRequest['cause']
  readonly commit?: string | undefined
  /** Commits that it made. */
  readonly commits: readonly string[]
}

const summary = ({ run, context }: FoldedRun<SteppedRun>): Summary => {
  const { data: request } = JobRequest.safeParse(context.request)
  const commits = context.steps.flatMap(({ commits: made = [] }) =>
    made.map(({ commit }) => commit),
  )
  return {
    label: shortRun(parseRun(run).key),
    subject: subjectOf(context, request),
    outcome: commits.at(-1)?.slice(0, 8),
    ...(context.undo &&
      'code' in context.undo && { notes: [`not undone: ${context.undo.detail}`] }),
    reason: reasonOf(context),
    // The only step without parameters is the run itself.
    items: context.steps.filter(({ id }) => id !== 'all' || context.steps.length > 1).map(itemOf),
    ...(request && {
      details: {
        job: request.job,
        cause: request.cause,
        ...(request.commit !== undefined && { commit: request.commit }),
        commits,
      } satisfies JobDetails,
    }),
  }
}

/** What the job said of its last step, or else what started it. */
const subjectOf = ({ steps }: SteppedRun, request: JobRequest | undefined): string => {
  const said = steps.findLast(({ evidence }) => evidence?.facts?.message !== undefined)
  if (said) return String(said.evidence?.facts?.message)
  const cause = request?.cause
  if (cause?.by === 'hook') return `started by ${cause.hook}`
  return cause?.by === 'run' ? `started after ${shortRun(cause.run)}` : 'started by hand'
}

const reasonOf = ({ reason, steps }: SteppedRun): Reason | undefined =>
  reason ??
  steps.flatMap(({ state, code, reason: detail }) =>
    state === 'skipped' && detail ? [{ code: code ?? 'skipped', detail }] : [],
  )[0]

const itemOf = ({ id, label, state, code, reason }: Step): Summary['items'][number] => ({
  id,
  label,
  state,
  code,
  reason,
})

/** What Git's notes say of a run: which job, what came of its steps, and the hashes of what they printed and made. */
const receipt = ({
  context: { request, steps },
}: FoldedRun<SteppedRun>): ReceiptFacts | undefined => {
  const { data } = JobRequest.safeParse(request)
  if (data?.commit === undefined) return undefined
  const evidence = steps.flatMap(step => step.evidence ?? [])
  const memory = Math.max(0, ...evidence.map(({ peakMemory = 0 }) => peakMemory))
  const added = Object.assign({}, ...evidence.map(({ facts }) => facts?.added ?? {}))
  return {
    commit: data.commit,
    exit: evidence.find(({ exit }) => exit)?.exit ?? (evidence.length > 0 ? 0 : null),
    ...(memory > 0 && { peakMemory: memory }),
    evidence: evidence.flatMap(({ output, files }) => [
      ...(output ? [output.sha256] : []),
      ...files.map(({ sha256 }) => sha256),
    ]),
    facts: {
      job: data.job,
      steps: steps.map(({ id, state }) => ({ id, state })),
      commits: steps.flatMap(({ commits = [] }) => commits.map(({ commit }) => commit)),
      ...added,
    },
  }
}

/** How many jobs a published view lists. */
const most = 500

/** How the runs of each job went, by the job's name. */
const statsIn = async (log: ViewReader): Promise<Readonly<Record<string, JobStats>>> => {
  const stats: Record<string, JobStats> = {}
  for await (const [job, row] of log.rows(jobStats)) {
    stats[job] = row
    if (Object.keys(stats).length === most) break
  }
  return stats
}

/** The kind of run that carries out one job. */
export const job = defineKind({
  name: 'job',
  event: JobEvent,
  machine,
  effects,
  views: [fingerprints, jobStats],
  summary,
  receipt,
  publish: async log => ({ schema: 1, jobs: await statsIn(log) }),
  open: async services => (await import('./open-world.ts')).openWorld(services),
  driver: async () => (await import('./driver.ts')).driver,
})
