import type { StepEnd } from '../../engine/run-steps.ts'
import type { JobRequest } from '../../events/job.ts'
import { inWaves } from '../../jobs/needs.ts'
import { type RequestedRun, requestedBy } from '../../jobs/requests.ts'
import { stepOf } from '../../jobs/route.ts'
import { answerCalls } from '../../kinds/job/calls.ts'
import { carryOut } from '../../kinds/job/carry-out.ts'
import { type CatalogEntry, isReady, type ReadyJob } from '../../kinds/job/catalog.ts'
import type { World } from '../../kinds/job/world.ts'
import type { JobReport, ReportedJob } from '../../ports/job-reports.ts'

/** What jobs of a hook in the foreground act on: no log, no model, no branch. */
export type HookWorld = Pick<
  World,
  | 'jobs'
  | 'catalog'
  | 'repository'
  | 'git'
  | 'signal'
  | 'outputFolder'
  | 'redact'
  | 'onOutput'
  | 'templates'
  | 'trust'
>

/** What Git started the hook with. */
export interface ForegroundHook {
  readonly hook: JobReport['hook']
  readonly args: readonly string[]
  readonly stdin: string
  /** What Git told the hook by its environment, such as GIT_INDEX_FILE. */
  readonly variables: Readonly<Record<string, string>>
  /** Names the report, and makes the names of the runs new. */
  readonly id: string
  /** ISO 8601. */
  readonly at: string
}

export interface HookAnswer {
  readonly report: JobReport
  /** Files that may not run here, and files that are broken: none of them ran. */
  readonly left: readonly Exclude<CatalogEntry, ReadyJob>[]
  /** The jobs that were looked at. */
  readonly ready: readonly ReadyJob[]
}

/**
 * Runs the jobs of a hook that can refuse what Git is about to do, and says whether one of them does. One that fails does
 * not stop the others, except those that need it. The log is not opened: the report is for its owner to record.
 */
export const runHook = async (hook: ForegroundHook, world: HookWorld): Promise<HookAnswer> => {
  const entries = await world.catalog().all()
  const ready = entries.filter(isReady)
  const { ref, commit } = await world.repository.head()
  const trigger = {
    cause: { by: 'hook' as const, hook: hook.hook, args: [...hook.args] },
    id: hook.id,
    commit,
    files: await filesOf(hook, world),
  }
  const runs = requestedBy(
    trigger,
    ready.map(({ definition }) => definition),
  )
  const ended = new Map<string, ReportedJob>()
  for (const wave of inWaves(runs, jobOf, ({ request }) => request.needs))
    await Promise.all(
      wave.map(async requested => {
        const { job: name, needs } = requested.request
        const job = ready.find(({ definition }) => definition.name === name)
        const failed = needs.filter(need => ended.get(need)?.state === 'failed')
        if (!job) return
        ended.set(
          name,
          failed.length > 0
            ? notStarted(requested, failed)
            : await runOne(requested, job, hook, world),
        )
      }),
    )
  const jobs = [...ended.values()]
  const refused = jobs.some(({ state }) => state === 'failed')
  const { id, at, hook: name } = hook
  return {
    report: { id, hook: name, at, commit, ref, refused, jobs },
    ready,
    left: entries.filter((entry): entry is HookAnswer['left'][number] => !isReady(entry)),
  }
}

const jobOf = ({ request }: RequestedRun): string => request.job

const runOne = async (
  { run, request }: RequestedRun,
  job: ReadyJob,
  { stdin, variables }: ForegroundHook,
  world: HookWorld,
): Promise<ReportedJob> => {
  const ends: [string, StepEnd][] = []
  for (const part of request.parts) {
    const id = stepOf(part)
    const step = {
      id,
      needs: [],
      repeat: 'never' as const,
      blocking: true,
      state: 'running' as const,
    }
    const calls = answerCalls({ run, request, step, record: async () => {} }, world)
    const what = { run, step: id, verb: 'run' as const, job, request, part, stdin, variables }
    ends.push([id, await carryOut(what, calls, world)])
  }
  return reported(request, ends)
}

/** A job as a report has it; `data` is what its run's only event will hold. */
const reported = (request: JobRequest, ends: readonly [string, StepEnd][]): ReportedJob => {
  const failed = ends.find(([, { state }]) => state === 'failed')
  const skipped = ends.every(([, { state }]) => state === 'skipped') ? ends[0] : undefined
  const [step = '', end] = failed ?? skipped ?? []
  const state = failed ? 'failed' : skipped ? 'skipped' : 'success'
  const code = end?.code ?? (failed ? 'STEP_FAILED' : 'skipped')
  const detail = failed && ends.length > 1 ? `${step} failed: ${end?.reason}` : (end?.reason ?? '')
  const steps = ends.map(([id, one]) => ({
    id,
    needs: [],
    repeat: 'never',
    blocking: true,
    ...one,
  }))
  return {
    job: request.job,
    state,
    ...(end && { code, reason: end.reason }),
    milliseconds: ends.reduce((sum, [, one]) => sum + (one.evidence?.milliseconds ?? 0), 0),
    data: { state, request, steps, ...(end && { reason: { code, detail } }) },
  }
}

const notStarted = ({ request }: RequestedRun, needs: readonly string[]): ReportedJob => {
  const reason = `It needs ${needs.join(' and ')}, which failed.`
  return {
    job: request.job,
    state: 'skipped',
    code: 'needs',
    reason,
    milliseconds: 0,
    data: { state: 'skipped', request, steps: [], reason: { code: 'needs', detail: reason } },
  }
}

/** The files that a hook is about: what is staged, or what is about to be pushed. */
export const filesOf = async (
  { hook, args, stdin, variables }: Pick<ForegroundHook, 'hook' | 'args' | 'stdin' | 'variables'>,
  { git }: Pick<HookWorld, 'git'>,
): Promise<readonly string[]> => {
  if (hook === 'pre-rebase') return []
  if (hook !== 'pre-push') return git.staged(variables.GIT_INDEX_FILE)
  const files = new Set<string>()
  for (const { to, from } of pushed(stdin)) {
    const changed = await git
      .changed({ from: from ?? `refs/remotes/${args[0]}/HEAD`, to })
      // What the other side has is not here: everything may be new.
      .catch(() => git.changed({ to }))
    for (const file of changed) files.add(file)
  }
  return [...files].sort()
}

/** The commits that a push would move refs to; a ref that is removed moves nothing. */
const pushed = (stdin: string): readonly { readonly to: string; readonly from?: string }[] =>
  stdin.split('\n').flatMap(line => {
    const [, to = '', , from = ''] = line.trim().split(' ')
    if (!/[1-9a-f]/.test(to)) return []
    return [/[1-9a-f]/.test(from) ? { to, from } : { to }]
  })
