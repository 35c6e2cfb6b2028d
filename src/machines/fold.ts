import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type StateValue,
} from 'xstate'
import { eventRefused } from '../errors.ts'
import type { DomainEvent } from '../events/recorded.ts'

/** Where a run is: an XState snapshot. All that anyone outside this folder needs of XState is in this file. */
export type State<Context = unknown> = AnyMachineSnapshot & { context: Context }

/** What XState wants to run a machine in, and where one begins: made once, for it takes longer than an event does. */
interface Ground {
  readonly scope: AnyActorScope
  readonly initial: State
}

const grounds = new WeakMap<AnyStateMachine, Ground>()

const groundOf = (machine: AnyStateMachine): Ground => {
  const known = grounds.get(machine)
  if (known) return known
  const self = createActor(machine)
  const { system, id, sessionId } = self
  const nothing = () => {}
  // No machine here has actions to execute, children or a mailbox: an event makes of a state another one, and that is all.
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
  const ground = { scope, initial: self.getSnapshot() }
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
  for (const meta of Object.values(state.getMeta() as Record<string, { effect?: string }>)) {
    if (meta?.effect) return meta.effect
  }
  return undefined
}

/** A state's full name, `applying.drafting`. */
export const stateName = (state: State): string => nameOf(state.value)

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
): State => machine.resolveState(stored)
