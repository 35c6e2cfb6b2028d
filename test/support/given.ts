import type { AnyStateMachine, ContextFrom, EventFromLogic } from 'xstate'
import { due, evolve, fold, stateName } from '../../src/engine/fold.ts'
import type { DomainEvent } from '../../src/events/recorded.ts'

/** Given what happened: what is so now and when one more event happens, as the state, what it asks for, what is known. */
export const given =
  <Machine extends AnyStateMachine>(machine: Machine) =>
  (...past: (EventFromLogic<Machine> & DomainEvent)[]) => {
    const state = fold(machine, past)
    const told = (reached: typeof state) => ({
      state: stateName(reached),
      due: due(reached),
      context: reached.context as ContextFrom<Machine>,
    })
    return {
      now: told(state),
      when: (event: EventFromLogic<Machine> & DomainEvent) => told(evolve(machine, state, event)),
    }
  }
