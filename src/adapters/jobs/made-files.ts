import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { jobResultInvalid } from '../../errors/jobs.ts'
import type { JobOutcome } from '../../ports/jobs.ts'
import { inside } from '../files/inside.ts'

/** An outcome with the hashes of the files that its result names. JOB_RESULT_INVALID is its error if one is not there. */
export const withFiles = async (
  outcome: JobOutcome,
  job: string,
  root: string,
): Promise<JobOutcome> => {
  const files: { path: string; sha256: string }[] = []
  for (const path of outcome.result?.files ?? []) {
    const file = resolve(root, path)
    const isInside = inside(root, file) !== undefined
    const bytes = isInside ? await readFile(file).catch(() => undefined) : undefined
    if (!bytes) {
      const { result: _, ...rest } = outcome
      const what = isInside ? 'is not there' : 'is outside of the repository'
      return { ...rest, error: jobResultInvalid(job, `its file ${path} ${what}`) }
    }
    files.push({ path, sha256: createHash('sha256').update(bytes).digest('hex') })
  }
  return files.length > 0 ? { ...outcome, files } : outcome
}
