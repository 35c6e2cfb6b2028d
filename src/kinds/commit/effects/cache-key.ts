import { hash } from '../../../documentation/hash.ts'
import type { CommitRun, TargetState } from '../../../machines/commit-run.ts'
import type { DraftRequest } from '../drafter.ts'
import type { World } from '../world.ts'

/** The key of a question; the same question to the same provider has the same key (SPEC D4). */
export const cacheKey = (
  { commit }: CommitRun,
  { file, section }: TargetState,
  { prompt }: DraftRequest,
  { drafter }: World,
): string =>
  hash(
    JSON.stringify([
      commit,
      file,
      section,
      drafter.name,
      drafter.model,
      prompt.hash,
      prompt.template,
    ]),
  )
