import type { Proof } from '../../events/commit-parts.ts'
import type { DraftRequest, Provider } from '../../ports/provider.ts'
import { aborted } from './failures.ts'

/** The edits that a diff proves: the new section and what proves each edit (src/documentation/offline.ts). */
export type OfflineDraft = (request: DraftRequest) => Drafted | Promise<Drafted>

interface Drafted {
  readonly text: string
  readonly proofs: readonly Proof[]
}

/** The provider that asks nobody. It makes no request, so it has no calls to report. */
export const offlineProvider = (draft: OfflineDraft): Provider => ({
  name: 'offline',
  model: 'offline',
  free: true,
  async draft(request, { signal }) {
    if (signal.aborted) throw aborted('offline')
    const { text, proofs } = await draft(request)
    return { text, proofs, provider: 'offline', model: 'offline', calls: [] }
  },
})
