import type { JobRequest } from '../events/job.ts'
import type { JobDefinition } from '../ports/jobs.ts'
import { hash } from './hash.ts'

/**
 * A hash of everything that a job's work depends on: its file and version, the commit, the routed files with their
 * parameters, the input, and the configuration. The same fingerprint means that nothing has changed.
 */
export const fingerprintOf = (
  { job, commit, parts, input }: JobRequest,
  { version }: Pick<JobDefinition, 'version'>,
  fileHash: string,
  configuration: unknown,
): string =>
  hash(JSON.stringify(sorted({ job, version, fileHash, commit, parts, input, configuration })))

/** The same value with the keys of its objects in order, so that it is written in one way only. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
