import type { DeliveryHeaders } from './head.ts'

/** A delivery that proves to know a secret. */
export interface ProvenDelivery extends Omit<DeliveryHeaders, 'proof' | 'id'> {
  readonly id: string
  /** The body as JSON. */
  readonly body: unknown
  /** The secrets that it knows. */
  readonly secrets: readonly string[]
}

/** Milliseconds that a client has for its headers, for its whole request, and between two requests, and how often that is looked at. */
export interface Patience {
  readonly headers: number
  readonly request: number
  readonly idle: number
  readonly glance: number
}

export interface ReceiverOptions {
  readonly host: string
  readonly port: number
  readonly allowFrom: readonly string[]
  /** Other times than the usual ones. */
  readonly patience?: Partial<Patience> | undefined
  /** All secrets that may sign; none of them is empty. */
  secrets(): readonly string[]
  /** Resolves when the delivery is durable, to what became of it; `refused` if none of its secrets is the right one for it. */
  deliver(delivery: ProvenDelivery): Promise<'recorded' | 'repeated' | 'ignored' | 'refused'>
  isReady(): boolean
  /** Further values for `/metrics`. */
  values(): Promise<Iterable<readonly [name: string, help: string, value: number]>>
  /** In milliseconds, of a clock that only goes forward. */
  now(): number
  /** Something went wrong that is no client's fault; the client was told to come again. */
  onError(error: unknown): void
  onStep?(step: string): void
}
