// Long because each test file is a process of its own: what belongs together shares one.
import test, { type ExecutionContext } from 'ava'
import * as fc from 'fast-check'
import type { AnyStateNode } from 'xstate'
import { getAdjacencyMap, getShortestPaths, getSimplePaths } from 'xstate/graph'
import { memoryLog } from '../../src/adapters/memory/log.ts'
import { allViews } from '../../src/app/place.ts'
import { replay } from '../../src/commands/replay.ts'
import {
  dehydrate,
  due,
  evolve,
  fold,
  initial,
  rehydrate,
  type State,
  stateName,
  tagOf,
} from '../../src/engine/fold.ts'
import type { Kind } from '../../src/engine/kind.ts'
import type { DomainEvent } from '../../src/events/recorded.ts'
import { kinds } from '../../src/kinds.ts'
import { status } from '../../src/projections/status.ts'
import { anyOf, eventSchemas } from '../support/arbitraries.ts'
import { runs } from '../support/runs.ts'

/** What every chart must keep, whatever states and events it has: all is derived from chart and schema. */

/** Whether a run may rest in a state for ever, or until somebody or something comes. */
const isRest = ({ isRecord }: Kind, state: State): boolean => {
  const tag = tagOf(state)
  return tag === undefined ? isRecord && stateName(state) !== 'unknown' : tag !== 'active'
}

/** Several of each type of event, always the same. */
const alphabetOf = ({ event }: Kind, each: number): readonly DomainEvent[] =>
  eventSchemas(event).flatMap(schema => fc.sample(anyOf(schema), { seed: 1, numRuns: each }))

/** One of each type of event, all of them about the same things. */
const oneOfEach = ({ event }: Kind): readonly DomainEvent[] =>
  eventSchemas(event).flatMap(schema => fc.sample(anyOf(schema, ['a']), { seed: 1, numRuns: 1 }))

/** Two runs are alike when they and their parts are in the same states, and every guard of the chart says the same of them. */
const alike = (state: State): string => {
  const parts = Object.values(state.context as Record<string, unknown>).filter(Array.isArray)
  return JSON.stringify([parts.map(partsOf), wayOf(state)])
}

/** Where a run is, and which ways are open to it: what the guards of the chart say. */
const wayOf = (state: State): string => {
  const { context, machine } = state
  const guards: readonly unknown[] = Object.values(machine.implementations.guards)
  const about = { context, event: { type: '', data: {} } }
  return JSON.stringify([stateName(state), guards.map(guard => (guard as Guard)(about))])
}

type Guard = (about: { readonly context: unknown; readonly event: unknown }) => boolean

/** Where each part is, if they are in states. */
const partsOf = (parts: readonly { readonly state?: unknown }[]): readonly unknown[] =>
  parts.flatMap(({ state }) => state ?? [])

const asState = (snapshot: unknown): State => snapshot as State

const plain = (state: State): unknown =>
  JSON.parse(JSON.stringify([dehydrate(state), due(state), stateName(state)]))

/** A state through JSON, as a view keeps it. */
const kept = ({ machine }: Kind, state: State): State =>
  rehydrate(machine, JSON.parse(JSON.stringify(dehydrate(state))))

const nodesOf = (node: AnyStateNode): AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(nodesOf),
]

/** States a run can be found in: those without parts that are not left at once whatever is so. */
const places = ({ machine }: Kind): string[] =>
  nodesOf(machine.root)
    .filter(({ type, always }) => type === 'atomic' && !always?.some(({ guard }) => !guard))
    .map(({ path }) => path.join('.'))

interface Seen {
  readonly state: State
  /** What it leads to, and by which type of event. */
  readonly next: readonly { readonly type: string; readonly key: string }[]
}

const graphOf = (kind: Kind): ReadonlyMap<string, Seen> => {
  const found = getAdjacencyMap(kind.machine, {
    events: [...alphabetOf(kind, 4)] as never[],
    serializeState: state => alike(asState(state)),
  })
  return new Map(
    Object.entries(found).map(([key, { state, transitions }]) => [
      key,
      {
        state: asState(state),
        // XState answers an event that a state does not take with the state itself.
        next: Object.values<{ event: unknown; state: unknown }>(transitions)
          .filter(step => asState(state).can(step.event as never))
          .map(step => ({
            type: (step.event as DomainEvent).type,
            key: alike(asState(step.state)),
          })),
      },
    ]),
  )
}

/** The keys from which one of `ends` can be reached. */
const leadingTo = (graph: ReadonlyMap<string, Seen>, ends: readonly string[]): Set<string> => {
  const before = new Map<string, string[]>()
  for (const [key, { next }] of graph)
    for (const step of next) before.set(step.key, [...(before.get(step.key) ?? []), key])
  const found = new Set(ends)
  for (const key of found) for (const earlier of before.get(key) ?? []) found.add(earlier)
  return found
}

/** Live, replayed, taken up in the middle and kept as JSON between any two events: the same state. */
const assertOneState = (
  t: ExecutionContext,
  kind: Kind,
  events: readonly DomainEvent[],
  cut: number,
) => {
  const { machine } = kind
  let live = initial(machine)
  let stored = live
  for (const event of events) {
    live = evolve(machine, live, event)
    stored = kept(kind, evolve(machine, stored, event))
  }
  let resumed = kept(kind, fold(machine, events.slice(0, cut)))
  for (const event of events.slice(cut)) resumed = evolve(machine, resumed, event)
  const expected = plain(fold(machine, events))
  for (const state of [live, stored, resumed]) {
    // AVA's comparison is for people to read, and a hundred times slower.
    if (JSON.stringify(plain(state)) === JSON.stringify(expected)) continue
    t.deepEqual(plain(state), expected, events.map(({ type }) => type).join(' '))
  }
}

/** A random history: at each step a number chooses among the events that the state takes. */
const historyOf = (
  { machine }: Kind,
  alphabet: readonly DomainEvent[],
  choices: readonly number[],
): DomainEvent[] => {
  const events: DomainEvent[] = []
  let state = initial(machine)
  for (const choice of choices) {
    const at = choice % alphabet.length
    const event = [...alphabet.slice(at), ...alphabet.slice(0, at)].find(each =>
      state.can(each as never),
    )
    if (!event) break
    state = evolve(machine, state, event)
    events.push(event)
  }
  return events
}

const choices = fc.array(fc.nat(), { maxLength: 40 })

for (const [name, kind] of kinds) {
  const graph = graphOf(kind)
  const names = (keys: Iterable<string>) =>
    [...new Set([...keys].map(key => stateName((graph.get(key) as Seen).state)))].sort()

  test(`${name}: every state of the chart is reached`, t => {
    const reached = names(graph.keys())
    t.deepEqual(
      places(kind).filter(place => !reached.includes(place)),
      [],
    )
  })

  test(`${name}: every type of event is taken somewhere`, t => {
    const taken = new Set([...graph.values()].flatMap(({ next }) => next.map(({ type }) => type)))
    const types = new Set(alphabetOf(kind, 1).map(({ type }) => type))
    t.deepEqual(
      [...types].filter(type => !taken.has(type)),
      [],
    )
  })

  test(`${name}: whatever a state asks for can fail, and wherever a run is, it can come to rest`, t => {
    const asking = [...graph].filter(([, { state }]) => due(state) !== undefined)
    const deaf = asking.filter(
      ([, { next }]) => !next.some(({ type }) => type === 'attempt.failed'),
    )
    t.deepEqual(names(deaf.map(([key]) => key)), [])
    const resting = [...graph].filter(([, { state }]) => isRest(kind, state))
    const led = leadingTo(
      graph,
      resting.map(([key]) => key),
    )
    t.deepEqual(names([...graph.keys()].filter(key => !led.has(key))), [])
  })

  test(`${name}: a state that asks for nothing is one to rest in`, t => {
    const idle = [...graph].filter(([, { state }]) => due(state) === undefined)
    const restless = idle.filter(([, { state }]) => !isRest(kind, state))
    t.deepEqual(
      names(restless.map(([key]) => key)).filter(place => place !== 'unknown'),
      [],
    )
  })

  test(`${name}: along the shortest way to every state, the run is the same however it is folded`, t => {
    const paths = getShortestPaths(kind.machine, {
      events: [...alphabetOf(kind, 4)] as never[],
      serializeState: state => alike(asState(state)),
    })
    for (const [at, { steps }] of paths.entries()) {
      const events = steps.slice(1).map(({ event }) => event as unknown as DomainEvent)
      assertOneState(t, kind, events, at % (events.length + 1))
    }
    t.is(paths.length, graph.size)
  })

  test(`${name}: along every way that meets no state twice, the run is the same however it is folded`, t => {
    const paths = getSimplePaths(kind.machine, {
      events: [...oneOfEach(kind)] as never[],
      serializeState: state => wayOf(asState(state)),
    })
    for (const [at, { steps }] of paths.entries()) {
      const events = steps.slice(1).map(({ event }) => event as unknown as DomainEvent)
      assertOneState(t, kind, events, at % (events.length + 1))
    }
    const ends = paths.map(({ state }) => stateName(asState(state)))
    t.deepEqual(
      places(kind).filter(place => !ends.includes(place)),
      [],
    )
  })

  test(`${name}: a history folded up to any event and then on is the history folded at once`, t => {
    const alphabet = alphabetOf(kind, 8)
    fc.assert(
      fc.property(choices, fc.nat(), (chosen, cut) => {
        const events = historyOf(kind, alphabet, chosen)
        assertOneState(t, kind, events, cut % (events.length + 1))
      }),
      runs(80),
    )
    t.pass()
  })

  test(`${name}: a recorded history replays to the state it was left in, and its views are what it says`, async t => {
    const alphabet = alphabetOf(kind, 8)
    const views = await allViews()
    const run = `${name}/${'a'.repeat(40)}`
    await fc.assert(
      fc.asyncProperty(choices, fc.nat(), async (chosen, cut) => {
        const events = historyOf(kind, alphabet, chosen)
        const log = memoryLog({ projections: views })
        const at = cut % (events.length + 1)
        // In two appends: what is appended in one go must not matter.
        await log.append(run, events.slice(0, at).map(asNew), 0)
        await log.append(run, events.slice(at).map(asNew), at)
        const replayed = await replay(log, kinds, {})
        const live = stateName(fold(kind.machine, events))
        t.deepEqual(
          replayed.runs.map(each => each.is),
          events.length > 0 ? [live] : [],
        )
        t.deepEqual(
          replayed.views.flatMap(({ differences }) => differences),
          [],
        )
        const row = await log.row(status, run)
        if (events.length > 0 && row) t.is(row.state, live)
      }),
      runs(20),
    )
  })
}

const asNew = (event: DomainEvent) => ({ event })
