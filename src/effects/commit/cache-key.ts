import { hash } from '../../documentation/hash.ts'
import type { CommitRun, TargetState } from '../../machines/commit-run.ts'
import type { DraftRequest } from '../../ports/provider.ts'
import type { World } from '../../ports/world.ts'

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
