import type { Diff } from '../documentation/diff.ts'
import type { NewSection } from '../documentation/new-section.ts'
import type { Prompt } from '../documentation/prompt.ts'
import type { Template } from '../documentation/prompt-template.ts'
import type { KeptBack } from '../documentation/secrets/withhold.ts'
import type { ModelCall, Proof, Strategy } from '../events/commit-parts.ts'
import type { ProviderEvent } from '../events/provider.ts'
import type { CommitFacts } from './repository.ts'

export interface DraftRequest {
  readonly prompt: Prompt
  readonly commit: CommitFacts
  readonly diff: Diff
  readonly target: { readonly file: string; readonly section: string; readonly strategy: Strategy }
  /** The section as it is, heading included, with LF line endings. */
  readonly text: string
  /** The mark that fences the prompt's data; left out where no prompt was made. */
  readonly nonce?: string
  readonly template?: Template
  /** Where the prompt leaves the machine: what was kept back of it, and the section as it shows it. */
  readonly leaving?: { readonly keptBack: KeptBack; readonly text: string }
}

/** `text` is the whole answer as the provider gave it; `calls` every request made, the failed ones too. */
export interface Draft {
  readonly text: string
  readonly provider: string
  readonly model: string
  readonly proofs: readonly Proof[]
  readonly calls: readonly ModelCall[]
}

/** US dollars per million tokens. */
export interface Price {
  readonly input: number
  readonly output: number
}

/** What a draft is likely to take, and to cost, likely and at most, in US dollars; no cost where no price is known. */
export interface Estimate {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost?: number | undefined
  readonly atMost?: number | undefined
}

/** What was spent before, as the log knows it: US dollars, and what answers took against what was expected of them. */
export interface Spending {
  /** Of a month, `2026-11`, in UTC. */
  month(month: string): Promise<number>
  commit(commit: string): Promise<number>
  /** What tokens expected are to be multiplied by for a model; 1 where too little is known of it. */
  experience(provider: string, model: string): Promise<{ input: number; output: number }>
}

/**
 * Whoever writes drafts: a model, or the offline provider. `draft` rejects with a ModelError; its calls so far are
 * reported through `onCall`, which is called once for each request, as it ends.
 */
export interface Provider {
  readonly name: string
  readonly model: string
  /** No request leaves the machine and nothing costs money. */
  readonly free: boolean
  /** How many drafts it makes at a time; one where it is not said. More may be asked for: they wait their turn. */
  readonly concurrency?: number
  /** Why nobody may be asked now, and until when; undefined if somebody may. */
  unavailable?(): Promise<{ readonly until: string; readonly detail: string } | undefined>
  /** What asking for a draft is likely to cost; missing where it costs nothing. */
  estimate?(request: DraftRequest): Promise<Estimate>
  /** Why a request for a commit that may cost so many US dollars is beyond the budget; undefined if it is not. */
  overBudget?(commit: string, cost: number): Promise<string | undefined>
  /** BUDGET_REACHED, before anything is sent, where it may cost more than is left. */
  draft(
    request: DraftRequest,
    options: { readonly signal: AbortSignal; onCall?(call: ModelCall): void },
  ): Promise<Draft>
}

/** Whether a provider may be asked, as every process that asked it found. Times are ISO 8601. */
export interface Standing {
  readonly failures: number
  /** How often in a row it was left alone for failures of this class. */
  readonly openings: number
  readonly class?: string | undefined
  /** Set while it is left alone, and until it was found well again. */
  readonly until?: string | undefined
  readonly reason?: string | undefined
}

/** What is remembered of one provider from process to process. */
export interface Breaker {
  standing(): Promise<Standing>
  /** Records what is decided at how it stands at this moment, or nothing. */
  record(decide: (standing: Standing) => ProviderEvent | undefined): Promise<void>
}

/** An answer that was paid for. */
export interface CachedAnswer {
  readonly at: string
  readonly provider: string
  readonly model: string
  /** What it was asked for; missing of answers that were kept before this was. */
  readonly run?: string | undefined
  readonly target?: string | undefined
  /** The new section, or undefined when the answer was "unchanged". */
  readonly text: string | undefined
  readonly added?: NewSection | undefined
  readonly proofs: readonly Proof[]
}
