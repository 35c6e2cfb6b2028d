import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type StateValue,
} from 'xstate'
import { eventRefused } from '../errors/log.ts'
import type { DomainEvent } from '../events/recorded.ts'
import { type Tag, tags } from '../machines/tags.ts'

/** Where a run is: an XState snapshot. Everything outside the charts that uses XState is in this file. */
export type State<Context = unknown> = AnyMachineSnapshot & { context: Context }

/**
 * What XState needs to run a machine, its initial state, and a snapshot at each place where a run was seen, by the place's name.
 * They are made once, because that takes longer than an event does.
 */
interface Ground {
  readonly scope: AnyActorScope
  readonly initial: State
  readonly places: Map<string, State>
}

const grounds = new WeakMap<AnyStateMachine, Ground>()

const groundOf = (machine: AnyStateMachine): Ground => {
  const known = grounds.get(machine)
  if (known) return known
  const self = createActor(machine)
  const { system, id, sessionId } = self
  const nothing = () => {}
  // The charts have no actions to execute, no children and no mailbox: an event turns one state into another, and that is all.
  const scope: AnyActorScope = {
    self,
    system,
    id,
    sessionId,
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  }
  const ground = { scope, initial: self.getSnapshot(), places: new Map() }
  grounds.set(machine, ground)
  return ground
}

/** The state of a run of which nothing has happened yet. */
export const initial = (machine: AnyStateMachine): State => groundOf(machine).initial

/**
 * The state after one more event. An event the state does not take is refused (EVENT_REFUSED):
 * XState answers such an event with the same snapshot, silently.
 */
export const evolve = (machine: AnyStateMachine, state: State, event: DomainEvent): State => {
  const next = machine.transition(state, event, groundOf(machine).scope)
  if (next === state) throw eventRefused(event.type, stateName(state))
  return next
}

/** The state of a run: its events folded. No effect can run here, for no effect is known here (SPEC A4). */
export const fold = (machine: AnyStateMachine, events: Iterable<DomainEvent>): State => {
  let state = initial(machine)
  for (const event of events) state = evolve(machine, state, event)
  return state
}

/** The effect a state asks for, or none: a function of the state alone (SPEC A5). */
export const due = (state: State): string | undefined => {
  for (const { meta } of state._nodes) {
    const { effect } = (meta ?? {}) as { readonly effect?: string }
    if (effect) return effect
  }
  return undefined
}

/** Whether a state is on the way to moving a branch: from the preparation of the commit until it is on the branch. */
export const movesBranch = (state: State): boolean =>
  state._nodes.some(({ meta }) => (meta as { movesBranch?: boolean } | undefined)?.movesBranch)

/** What a state means to the engine; a record's states have no tag. */
export const tagOf = ({ tags: found }: State): Tag | undefined => tags.find(tag => found.has(tag))

/** A state's full name, `applying.drafting`. */
export const stateName = (state: State): string => nameOf(state.value)

/** The name at the top of the chart, `applying`. */
export const topOf = (name: string): string => name.split('.', 1)[0] ?? name

const nameOf = (value: StateValue): string => {
  if (typeof value === 'string') return value
  const [parent, child] = Object.entries(value)[0] ?? ['', undefined]
  return child === undefined ? parent : `${parent}.${nameOf(child)}`
}

/** A state as plain JSON, and back again; what a view keeps of a run so that it need not be folded from its start. */
export const dehydrate = (state: State): { value: StateValue; context: unknown } => ({
  value: state.value,
  context: state.context,
})

export const rehydrate = (
  machine: AnyStateMachine,
  stored: { value: StateValue; context: unknown },
): State => {
  const { places } = groundOf(machine)
  const name = nameOf(stored.value)
  const place = places.get(name) ?? machine.resolveState(stored)
  places.set(name, place)
  // Two snapshots at one place differ in their context alone: the charts have no history, no output and no children.
  return { ...place, context: stored.context }
}
