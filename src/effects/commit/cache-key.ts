import { hash } from '../../documentation/hash.ts'
import type { CommitRun, TargetState } from '../../machines/commit-run.ts'
import type { DraftRequest, World } from '../../ports.ts'

/** The same question to the same provider has the same key (SPEC D4). */
export const cacheKey = (
  { commit }: CommitRun,
  { file, section }: TargetState,
  { prompt }: DraftRequest,
  { provider }: World,
): string =>
  hash(
    JSON.stringify([
      commit,
      file,
      section,
      provider.name,
      provider.model,
      prompt.hash,
      prompt.template,
    ]),
  )
