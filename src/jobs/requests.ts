import type { JobCause, JobRequest } from '../events/job.ts'
import type { JobDefinition } from '../ports/jobs.ts'
import { afterTriggers, startsAfter } from './after.ts'
import { jobRun } from './names.ts'
import { partsOf } from './route.ts'

/** Something that may start jobs. `id` is what makes it new: a commit, or the id of a request. */
export interface Trigger {
  readonly cause: JobCause
  readonly id: string
  readonly commit?: string | undefined
  /** The files that really changed, from the root. */
  readonly files: readonly string[]
}

/** A run that a trigger starts. */
export interface RequestedRun {
  readonly run: string
  readonly request: JobRequest
}

/** Whether a job asks for a trigger; by hand every job can be started. */
export const asksFor = (definition: JobDefinition, { cause }: Pick<Trigger, 'cause'>): boolean => {
  switch (cause.by) {
    case 'hand':
      return true
    case 'hook':
      return definition.on.some(trigger => 'hook' in trigger && trigger.hook === cause.hook)
    case 'run':
      return afterTriggers(definition).some(trigger => startsAfter(trigger, cause))
  }
}

/** The runs that a trigger starts: one for each job that asks for it and whose patterns match a file. */
export const requestedBy = (
  trigger: Trigger,
  definitions: readonly JobDefinition[],
  { input = {}, force = false, again }: { input?: unknown; force?: boolean; again?: string } = {},
): readonly RequestedRun[] => {
  const started = definitions.flatMap(definition => {
    if (!asksFor(definition, trigger)) return []
    const parts = partsOf(definition.paths, trigger.files)
    return parts.length > 0 ? [{ definition, parts }] : []
  })
  const names = new Set(started.map(({ definition }) => definition.name))
  return started.map(({ definition: { name, needs, retry }, parts }) => ({
    run: jobRun(name, trigger.cause, trigger.id, again),
    request: {
      job: name,
      cause: trigger.cause,
      ...(trigger.commit !== undefined && { commit: trigger.commit }),
      parts: [...parts],
      input,
      needs: needs.filter(need => names.has(need)),
      retry,
      force,
    },
  }))
}
