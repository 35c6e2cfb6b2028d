import type { DomainEvent } from '../events/recorded.ts'

/** Whether git-doc may call a provider, shared by all processes. Times are ISO 8601. */
export interface BreakerState {
  readonly failures: number
  /** How many times in a row the breaker opened for failures of this class. */
  readonly timesOpened: number
  readonly class?: string | undefined
  /** Set from the moment the breaker opens until the provider answers again. */
  readonly until?: string | undefined
  readonly reason?: string | undefined
}

/** The state of one provider, kept across processes. */
export interface Breaker {
  state(): Promise<BreakerState>
  /** Calls `decide` with the current state and records the event that it returns, if any. */
  record(decide: (state: BreakerState) => DomainEvent | undefined): Promise<void>
}
