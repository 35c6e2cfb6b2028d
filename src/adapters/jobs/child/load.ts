import type { DefinedJob } from '../define.ts'
import type { Thrown } from '../protocol.ts'
import { brand } from './brand.ts'
import { thrown } from './thrown.ts'

export type Loaded = { readonly job: DefinedJob } | { readonly failedToLoad: Thrown }

/** Imports the module of a job. */
export const loadJob = async (url: string): Promise<Loaded> => {
  try {
    const { default: job } = (await import(url)) as { readonly default?: unknown }
    if (isDefinedJob(job)) return { job }
    const what =
      job === undefined
        ? 'it has no default export'
        : 'its default export does not come from defineJob'
    return { failedToLoad: { name: '', message: what, stack: '', code: 'NO_JOB' } }
  } catch (error) {
    return { failedToLoad: thrown(error) }
  }
}

const isDefinedJob = (value: unknown): value is DefinedJob =>
  typeof value === 'object' && value !== null && brand in value
