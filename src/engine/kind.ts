import type { AnyStateMachine, StateValue } from 'xstate'
import type * as z from 'zod'
import { unknownKind } from '../errors/kinds.ts'
import type { ReceiptFacts } from '../events/receipt.ts'
import type { DomainEvent, Recorded } from '../events/recorded.ts'
import type { Tag } from '../machines/tags.ts'
import type { EventLog } from '../ports/log.ts'
import type { AnyProjection } from '../ports/projection.ts'
import type { Services } from '../ports/services.ts'
import { parseRun } from './run-name.ts'
import type { Turns } from './turns.ts'

/** What effects are given of the outside. Each kind has its own; the engine knows only the signal that ends the work. */
export interface World {
  readonly signal: AbortSignal
}

/**
 * The one thing a state asks for next. Yields at least one event; the engine records each as it comes and stops
 * listening when the state no longer asks for this effect. Throws a GitDocError when the world fails it.
 */
export type Effect<
  Context = never,
  Event extends DomainEvent = DomainEvent,
  Outside extends World = never,
> = (context: Context, world: Outside, run: string) => AsyncIterable<Event>

/** A run as folding its events left it. */
export interface FoldedRun<Context = unknown> {
  readonly run: string
  readonly value: StateValue
  readonly context: Context
}

/** A run that a driver works on, as its row in the status view says. */
export interface OpenRun extends FoldedRun {
  readonly version: number
  readonly tag?: Tag | undefined
}

/** What a driver works with; `begin` hears of each run when its turn comes, and which of how many it is from 1. */
export interface Driving<Outside extends World = World> {
  readonly log: EventLog
  readonly world: Outside
  /** The turns of everything that works on this log now. */
  readonly turns?: Turns | undefined
  /** How many runs may be at work at a time; 1 if it is not given. */
  readonly concurrency?: number | undefined
  begin(run: OpenRun, index: number, of: number): void
}

/** How runs of one kind are worked through together. */
export interface Driver<Outside extends World = World> {
  /** Records what became of the subjects of open runs meanwhile. */
  refresh(driving: Driving<Outside>): AsyncIterable<Recorded>
  /** Those of some runs that can be worked on here and now. */
  workable(runs: readonly OpenRun[], driving: Driving<Outside>): Promise<readonly OpenRun[]>
  /** Which of a kind's failed runs are tried again without anybody asking; none if it is left out. */
  triesAgain?(run: OpenRun & { readonly attempt: number }): boolean
  /** Takes runs on, in their order, each as far as it goes. */
  work(runs: readonly OpenRun[], driving: Driving<Outside>): AsyncIterable<Recorded>
}

/** Why a run waits, failed or was skipped: a stable word, a sentence, what to do about it, and the step it happened in. */
export interface Reason {
  readonly code: string
  readonly detail: string
  readonly hint?: string | undefined
  readonly step?: string | undefined
}

/** One part of a run's work. */
export interface Item {
  readonly id: string
  /** Its name on a screen; the id where it has none. */
  readonly label?: string | undefined
  readonly state: string
  /** One more fact for a person, such as how it was found. */
  readonly note?: string | undefined
  readonly code?: string | undefined
  readonly reason?: string | undefined
}

/** What a person is shown of a run, whatever its kind. */
export interface Summary {
  /** Its name on a screen. */
  readonly label: string
  readonly subject: string
  /** What came of it, such as a commit's short id. */
  readonly outcome?: string | undefined
  /** Sentences that a person should see beside it. */
  readonly notes?: readonly string[] | undefined
  readonly reason?: Reason | undefined
  readonly items: readonly Item[]
  /** Facts of the kind's own, for `--json`. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** A kind of run: what can happen, where it leads, what is done about it, and what is shown of it. */
export interface Kind {
  readonly name: string
  readonly event: z.ZodType<DomainEvent>
  readonly machine: AnyStateMachine
  /** It only keeps facts: it is never in status, retry or failures, and its states have no tags. */
  readonly isRecord: boolean
  /** The kind's own views; those that all kinds share go by tags and lifecycle events. */
  readonly views: readonly AnyProjection[]
  /** What the states ask for, each loaded when it is due. */
  readonly effects: Readonly<Record<string, () => Promise<Effect>>>
  summary(run: FoldedRun): Summary
  /** What the kind's own views add to the status report. */
  report?(log: ViewReader): Promise<Readonly<Record<string, unknown>>>
  /** What readers of this kind's own views are shown, as one bounded JSON file; published beside the status report. */
  publish?(log: ViewReader): Promise<unknown>
  /** What they add to a run in it. */
  reportRun?(run: string, log: ViewReader): Promise<Readonly<Record<string, unknown>>>
  /** What the receipt of a run that came to an end says; undefined if that run gets none, left out if no run does. */
  receipt?(run: FoldedRun): ReceiptFacts | undefined
  /** What its effects act on, made of what the outside offers. A kind without effects has none. */
  open?(services: Services): Promise<World>
  /** How its runs are worked through together, where one after the other would not do. */
  driver?(): Promise<Driver>
}

/** What reports are made from: the rows of views. */
export type ViewReader = Pick<EventLog, 'row' | 'rows'>

/** Kinds by their names. */
export type Kinds = ReadonlyMap<string, Kind>

/** The kind that a run's name begins with. UNKNOWN_KIND where there is none. */
export const kindOf = (kinds: Kinds, run: string): Kind => {
  const { kind } = parseRun(run)
  const found = kinds.get(kind)
  if (!found) throw unknownKind(kind, [...kinds.keys()])
  return found
}
