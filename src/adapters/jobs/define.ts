import * as z from 'zod'
import type { JobHook, JobResult } from '../../ports/jobs.ts'
import { brand } from './child/brand.ts'
import type { JobContext } from './child/context.ts'

export { z }

/** What starts a job: a Git hook, a person, or the end of another run, by the beginning of its name. */
export type JobOn =
  | JobHook
  | 'manual'
  | { readonly success: string; readonly failed?: never }
  | { readonly failed: string; readonly success?: never }

/** A job as a person writes it. Only `meta.name` and `run` are needed. */
export interface Job<Input extends z.ZodType = z.ZodType> {
  readonly meta: {
    readonly name: string
    readonly description?: string
    /** The same as `description`. */
    readonly desc?: string
    readonly tags?: readonly string[]
    readonly version?: string
  }
  /** Left out, only a person starts it. */
  readonly on?: JobOn | readonly JobOn[]
  /** Git hooks only; the same as `on`. */
  readonly hooks?: readonly JobHook[]
  /** Patterns of changed files, with parameters: `src/:package/**`. */
  readonly paths?: string | readonly string[]
  /** Of what `job run --input` gives. From a hook or another run the input is `{}`. */
  readonly input?: Input
  /** By default it reads the repository, and does nothing else but through composables. */
  readonly permissions?: {
    readonly read?: readonly string[]
    readonly write?: readonly string[]
    readonly run?: boolean
    readonly net?: boolean
    readonly env?: readonly string[]
  }
  /** Seconds; 60 if left out. */
  readonly timeout?: number
  /** Megabytes; 512 if left out. */
  readonly memory?: number
  /** How often to try again, and how many seconds to wait before. */
  readonly retry?: { readonly times: number; readonly backoff?: number }
  /** `safe`: it may run again if git-doc was killed while it ran. */
  readonly repeat?: 'safe' | 'never'
  /** Names of jobs of the same trigger that must be over first. */
  readonly needs?: readonly string[]
  /** `repository`: of all clones only one runs it. */
  readonly once?: 'clone' | 'repository'
  run(context: JobContext<z.output<Input>>): Returned
  /** Takes back what `run` did, for `git-doc revert`. */
  undo?(context: JobContext<z.output<Input>>): Returned
}

// biome-ignore lint/suspicious/noConfusingVoidType: it is what a function without a return gives.
type Returned = JobResult | void | Promise<JobResult | void>

/** A job as its file exports it by default. */
export type DefinedJob<Input extends z.ZodType = z.ZodType> = Job<Input> & {
  readonly [brand]: true
}

/** Defines a job. It is checked when git-doc loads the file. */
export const defineJob = <Input extends z.ZodType = z.ZodType<Record<string, unknown>>>(
  job: Job<Input>,
): DefinedJob<Input> => ({ ...job, [brand]: true })
