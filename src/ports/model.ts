import type { ModelCall } from '../events/model-call.ts'
import type { Estimate } from './money.ts'

/** One request to a model. */
export interface CompletionRequest {
  /** `system` holds the instructions, `user` the data. */
  readonly prompt: { readonly system: string; readonly user: string }
  /** The name of the run that pays, `commit/<id>`. */
  readonly run: string
  /** A text about as long as the expected answer. It sets the answer's token limit and the estimates. */
  readonly answerLike: string
}

/** `text` is the model's complete answer. `calls` lists every request, including failed ones. */
export interface Completion {
  readonly text: string
  readonly provider: string
  readonly model: string
  readonly calls: readonly ModelCall[]
}

export interface CompletionOptions {
  readonly signal: AbortSignal
  /** Called when each request ends. */
  onCall?(call: ModelCall): void
}

/** What git-doc knows about a model without calling it. */
export interface ModelFacts {
  /** The name of the provider. */
  readonly name: string
  readonly model: string
  /** How many requests the model takes at a time; 1 if undefined. Further requests wait their turn. */
  readonly concurrency?: number
  /** Why no request is allowed now and until when (ISO 8601); undefined if requests are allowed. */
  unavailable?(): Promise<{ readonly until: string; readonly detail: string } | undefined>
  /** Why a request of this run that may cost `cost` US dollars exceeds the budget; undefined if it does not. */
  overBudget?(run: string, cost: number): Promise<string | undefined>
}

/**
 * A model that completes a prompt. `complete` rejects with a ModelError; with BUDGET_REACHED, before it sends anything,
 * if the request may cost more than the budget has left; and with MODEL_KEY_EXPOSED if the prompt or the answer
 * contains an API key.
 */
export interface Model extends ModelFacts {
  /** The likely tokens and cost of a request. */
  estimate?(request: CompletionRequest): Promise<Estimate>
  complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion>
}
