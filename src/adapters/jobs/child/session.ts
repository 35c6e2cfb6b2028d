import { AsyncLocalStorage } from 'node:async_hooks'
import { composableOutside } from '../../../errors/jobs.ts'
import type { JobCallName, JobCalls } from '../../../ports/job-calls.ts'
import type { TemplateSettings } from '../protocol.ts'
import type { JobContext } from './context.ts'

/** What composables need of the job that runs. */
export interface JobSession {
  readonly context: JobContext
  readonly templates: TemplateSettings
  ask<Name extends JobCallName>(
    name: Name,
    args: JobCalls[Name]['argument'],
  ): Promise<JobCalls[Name]['answer']>
}

const current = new AsyncLocalStorage<JobSession>()

/** Runs a job's code; whatever that starts knows its session. */
export const inSession = <Result>(session: JobSession, work: () => Result): Result =>
  current.run(session, work)

/** COMPOSABLE_OUTSIDE. */
export const sessionOf = (composable: string): JobSession => {
  const session = current.getStore()
  if (!session) throw composableOutside(composable)
  return session
}
