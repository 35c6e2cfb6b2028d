import type { JobDefinition, JobTrigger } from '../ports/jobs.ts'
import { circleIn } from './needs.ts'

type AfterTrigger = Extract<JobTrigger, { readonly after: unknown }>

export const afterTriggers = ({ on }: Pick<JobDefinition, 'on'>): readonly AfterTrigger[] =>
  on.filter(trigger => 'after' in trigger)

/** Whether the end of a run starts a job: the trigger names the whole run or the beginning of its name up to `@`, `.` or `/`. */
export const startsAfter = (
  trigger: AfterTrigger,
  ended: { readonly run: string; readonly state: string },
): boolean => {
  if (trigger.after !== ended.state) return false
  const { run: name } = trigger
  if (!ended.run.startsWith(name)) return false
  const rest = ended.run.slice(name.length)
  return rest === '' || name.endsWith('/') || /^[@./]/.test(rest)
}

/**
 * Jobs that would start each other without end, as the names along the circle; undefined if there is none. A trigger that names
 * all jobs (`job/`) would start the job by itself.
 */
export const circleOfEnds = (
  jobs: readonly Pick<JobDefinition, 'name' | 'on'>[],
): readonly string[] | undefined =>
  circleIn(
    new Map(
      jobs.map(job => [
        job.name,
        jobs
          .filter(other =>
            afterTriggers(job).some(({ run, after }) =>
              startsAfter({ run, after }, { run: `job/${other.name}@x`, state: after }),
            ),
          )
          .map(({ name }) => name),
      ]),
    ),
  )
