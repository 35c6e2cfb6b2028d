import type { Prompt } from '../../documentation/prompt.ts'
import type { Template } from '../../documentation/prompt-template.ts'
import type { Redaction } from '../../documentation/secrets/redact.ts'
import { ModelError, modelKeyExposed } from '../../errors/models.ts'
import type { Proof, Strategy } from '../../events/commit-parts.ts'
import type { ModelCall } from '../../events/model-call.ts'
import type { Diff } from '../../ports/diff.ts'
import type {
  Completion,
  CompletionOptions,
  CompletionRequest,
  Model,
  ModelFacts,
} from '../../ports/model.ts'
import type { Estimate } from '../../ports/money.ts'
import type { CommitFacts } from '../../ports/repository.ts'

/** A request to update one section for a commit. */
export interface DraftRequest {
  readonly prompt: Prompt
  readonly commit: CommitFacts
  readonly diff: Diff
  readonly target: { readonly file: string; readonly section: string; readonly strategy: Strategy }
  /** The current section, including its heading, with LF line endings. */
  readonly text: string
  /** The mark that fences the data in the prompt; undefined if there is no prompt. */
  readonly nonce?: string
  readonly template?: Template
  /** What was withheld from a prompt that leaves the machine, and the section as the prompt shows it. */
  readonly outbound?: { readonly redaction: Redaction; readonly text: string }
}

/** An answer, with the proof of each edit if it is an offline one. */
export interface Draft extends Completion {
  readonly proofs: readonly Proof[]
}

/**
 * Drafts sections: with a model, with the offline provider, or with one after the other. It rejects with the errors of
 * a Model.
 */
export interface Drafter extends ModelFacts {
  /** No request leaves the machine, and nothing costs money. */
  readonly free: boolean
  estimate?(request: DraftRequest): Promise<Estimate>
  draft(request: DraftRequest, options: CompletionOptions): Promise<Draft>
}

/** The edits that a diff proves: the new section and the proofs (src/documentation/offline.ts). */
export type DraftOffline = (
  request: DraftRequest,
) => Promise<Pick<Draft, 'text' | 'proofs'>> | Pick<Draft, 'text' | 'proofs'>

/** Drafts with a model. */
export const modelDrafter = (model: Model): Drafter => {
  const { estimate, complete, ...facts } = model
  return {
    ...facts,
    free: false,
    ...(estimate && { estimate: request => estimate(completionRequest(request)) }),
    async draft(request, options) {
      const completion = await complete(completionRequest(request), options)
      return { ...completion, proofs: [] }
    },
  }
}

const completionRequest = ({ prompt, text, commit }: DraftRequest): CompletionRequest => ({
  prompt,
  run: `commit/${commit.commit}`,
  answerLike: text,
})

/** Drafts without a model, so it makes no calls. Throws MODEL_KEY_EXPOSED if the draft contains one of the keys. */
export const offlineDrafter = (draftOffline: DraftOffline, keys: readonly string[]): Drafter => ({
  name: 'offline',
  model: 'offline',
  free: true,
  async draft(request, { signal }) {
    if (signal.aborted) throw interrupted()
    const { text, proofs } = await draftOffline(request)
    if (keys.some(key => text.includes(key))) throw modelKeyExposed('answer')
    return { text, proofs, provider: 'offline', model: 'offline', calls: [] }
  },
})

const interrupted = () =>
  new ModelError('aborted', 'The offline draft was interrupted.', {
    hint: 'The next run makes the draft again.',
  })

/** Drafts with a model, and offline if the model fails. The draft keeps the model's failed calls. */
export const withOfflineFallback = (drafter: Drafter, offline: Drafter): Drafter => {
  const { unavailable: _, ...always } = drafter
  return {
    ...always,
    async draft(request, { signal, onCall }) {
      const calls: ModelCall[] = []
      try {
        return await drafter.draft(request, {
          signal,
          onCall(call) {
            calls.push(call)
            onCall?.(call)
          },
        })
      } catch (error) {
        if (!(error instanceof ModelError) || error.class === 'aborted') throw error
        if (error.scope === 'process') throw error
        return { ...(await offline.draft(request, { signal })), calls }
      }
    },
  }
}
