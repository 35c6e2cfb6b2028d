import type { AnyStateMachine, AnyStateNode, ContextFrom, EventFromLogic } from 'xstate'
import type * as z from 'zod'
import { invalidKind } from '../errors/kinds.ts'
import type { DomainEvent } from '../events/recorded.ts'
import { tags } from '../machines/tags.ts'
import type { AnyProjection } from '../ports/projection.ts'
import type { Services } from '../ports/services.ts'
import type { Driver, Effect, FoldedRun, Kind, Kinds, Summary, World } from './kind.ts'
import { shortRun } from './run-name.ts'

/** The parts of a kind with their types. */
export interface KindDefinition<Machine extends AnyStateMachine, Outside extends World> {
  readonly name: string
  readonly event: z.ZodType<EventFromLogic<Machine> & DomainEvent>
  readonly machine: Machine
  readonly isRecord?: boolean
  readonly views?: readonly AnyProjection[]
  readonly effects?: Readonly<
    Record<
      string,
      () => Promise<Effect<ContextFrom<Machine>, EventFromLogic<Machine> & DomainEvent, Outside>>
    >
  >
  summary?(run: FoldedRun<ContextFrom<Machine>>): Partial<Summary>
  receipt?(run: FoldedRun<ContextFrom<Machine>>): ReturnType<NonNullable<Kind['receipt']>>
  readonly report?: Kind['report']
  readonly reportRun?: Kind['reportRun']
  readonly publish?: Kind['publish']
  readonly open?: (services: Services) => Promise<Outside>
  readonly driver?: () => Promise<Driver<Outside>>
}

/**
 * Checks the parts of a kind against each other, then forgets their types: the engine treats all kinds alike.
 * KIND_INVALID where a state of a kind of work has no tag or a false one, and where an effect has no handler or a handler no state.
 */
export const defineKind = <Machine extends AnyStateMachine, Outside extends World>(
  definition: KindDefinition<Machine, Outside>,
): Kind => {
  const { name, event, machine, isRecord = false, views = [], effects = {} } = definition
  if (!/^[a-z][a-z-]*$/.test(name)) throw invalidKind(name, 'its name is not a lower-case word')
  const states = atomicStates(machine.root)
  assertEffects(name, states, Object.keys(effects))
  if (!isRecord) for (const state of states) assertTag(name, state)
  return {
    name,
    event,
    machine,
    isRecord,
    views,
    // The one cast of this boundary: from here on the engine hands each effect the context and world of its own kind.
    effects: loadedOnce(effects as Kind['effects']),
    summary: run => ({
      label: shortRun(run.run),
      subject: '',
      items: [],
      ...definition.summary?.(run as FoldedRun<ContextFrom<Machine>>),
    }),
    ...(definition.receipt && { receipt: definition.receipt as NonNullable<Kind['receipt']> }),
    ...(definition.report && { report: definition.report }),
    ...(definition.reportRun && { reportRun: definition.reportRun }),
    ...(definition.publish && { publish: definition.publish }),
    ...(definition.open && { open: definition.open }),
    // The same cast: a driver is given the world of its own kind.
    ...(definition.driver && { driver: definition.driver as () => Promise<Driver> }),
  }
}

const loadedOnce = (effects: Kind['effects']): Kind['effects'] =>
  Object.fromEntries(
    Object.entries(effects).map(([name, load]) => {
      let loaded: Promise<Effect> | undefined
      return [
        name,
        () => {
          loaded ??= load()
          return loaded
        },
      ]
    }),
  )

const atomicStates = (node: AnyStateNode): readonly AnyStateNode[] =>
  node.type === 'atomic' || node.type === 'final'
    ? [node]
    : Object.values(node.states).flatMap(atomicStates)

/** A state and those it lies in, inside to outside. */
const within = (node: AnyStateNode): readonly AnyStateNode[] =>
  node.parent ? [node, ...within(node.parent)] : [node]

const effectsOf = (state: AnyStateNode): readonly string[] =>
  within(state).flatMap(({ meta }) => (meta as { effect?: string } | undefined)?.effect ?? [])

const nameOf = (state: AnyStateNode): string => state.path.join('.')

const assertEffects = (
  name: string,
  states: readonly AnyStateNode[],
  handlers: readonly string[],
): void => {
  for (const state of states) {
    const asked = effectsOf(state)
    const unknown = asked.find(effect => !handlers.includes(effect))
    if (unknown)
      throw invalidKind(
        name,
        `its state "${nameOf(state)}" asks for the effect "${unknown}", which has no handler`,
      )
    if (asked.length > 1)
      throw invalidKind(name, `its state "${nameOf(state)}" asks for ${asked.length} effects`)
  }
  const asked = new Set(states.flatMap(effectsOf))
  const idle = handlers.find(handler => !asked.has(handler))
  if (idle) throw invalidKind(name, `no state asks for its effect "${idle}"`)
}

/** The chart's first state is exempt: no run is ever seen there, because its first event leads out of it. */
const assertTag = (name: string, state: AnyStateNode): void => {
  const isFirst = state.parent?.parent === undefined && state.parent?.config.initial === state.key
  if (isFirst) return
  const all = within(state).flatMap(node => node.tags)
  const [tag] = all
  const isKnown = tags.some(known => known === tag)
  if (all.length !== 1 || !isKnown) {
    const found = all.length === 0 ? 'no tag' : `the tags "${all.join(', ')}"`
    throw invalidKind(
      name,
      `its state "${nameOf(state)}" has ${found}; it needs one of ${tags.join(', ')}`,
    )
  }
  const isPassing = state.config.always !== undefined
  const asks = effectsOf(state).length > 0
  if (tag === 'active' && !asks && !isPassing)
    throw invalidKind(
      name,
      `its state "${nameOf(state)}" is active and asks for no effect, so a run would stay there`,
    )
  if (tag !== 'active' && asks)
    throw invalidKind(name, `its state "${nameOf(state)}" asks for an effect, so it must be active`)
}

/** Kinds by their names. KIND_INVALID where two have one name. */
export const kindsOf = (list: readonly Kind[]): Kinds => {
  const kinds = new Map<string, Kind>()
  for (const kind of list) {
    if (kinds.has(kind.name)) throw invalidKind(kind.name, 'there are two of that name')
    kinds.set(kind.name, kind)
  }
  return kinds
}
