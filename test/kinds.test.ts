import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import type { AnyStateNode } from 'xstate'
import { dehydrate, evolve, fold, rehydrate, stateName } from '../src/engine/fold.ts'
import { type Kind, kindOf } from '../src/engine/kind.ts'
import type { DomainEvent } from '../src/events/recorded.ts'
import { kinds } from '../src/kinds.ts'
import { topStates } from '../src/machines/tags.ts'

/** What every kind of run must keep, checked unasked when a line is added to kinds.ts. */

const histories = new URL('../../fixtures/histories/', import.meta.url)

interface History {
  readonly name: string
  readonly state: string
  readonly events: readonly DomainEvent[]
}

/** A kind's recorded histories: `<version>-<state>[-<story>].json`. They are added to, never edited. */
const historiesOf = (kind: string): readonly History[] =>
  readdirSync(new URL(`${kind}/`, histories)).map(name => ({
    name,
    state: /^[\d.]+-([a-zA-Z.]+?)(?:-[a-z-]+)?\.json$/.exec(name)?.[1] ?? '',
    events: JSON.parse(readFileSync(new URL(`${kind}/${name}`, histories), 'utf8')),
  }))

const nodesOf = (node: AnyStateNode): AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(nodesOf),
]

/** A state node and those it lies in, inside to outside. */
const within = (node: AnyStateNode): AnyStateNode[] =>
  node.parent ? [node, ...within(node.parent)] : [node]

const effectOf = ({ meta }: AnyStateNode): string | undefined =>
  (meta as { effect?: string } | undefined)?.effect

const asking = ({ machine }: Kind): AnyStateNode[] => nodesOf(machine.root).filter(effectOf)

const takes = (node: AnyStateNode, event: string): boolean =>
  within(node).some(({ transitions }) => transitions.has(event))

const hasWayOut = (node: AnyStateNode): boolean =>
  within(node).some(({ transitions, always }) => transitions.size > 0 || (always?.length ?? 0) > 0)

for (const [name, kind] of kinds) {
  const pathOf = (node: AnyStateNode): string => node.path.join('.')

  test(`${name}: a run's name leads to it`, t => {
    t.is(kindOf(kinds, `${name}/something`), kind)
  })

  test(`${name}: a state asks for one effect at most, itself or by what it lies in`, t => {
    const twice = asking(kind).filter(node => within(node).slice(1).some(effectOf))
    t.deepEqual(twice.map(pathOf), [])
    t.true(asking(kind).every(({ type }) => type === 'atomic'))
  })

  test(`${name}: every effect that a state asks for is one that the kind has, and no other`, async t => {
    const asked = asking(kind).flatMap(node => effectOf(node) ?? [])
    t.deepEqual([...new Set(asked)].sort(), Object.keys(kind.effects).sort())
    for (const load of Object.values(kind.effects)) t.is(typeof (await load()), 'function')
  })

  test(`${name}: every state that asks for something takes its failure`, t => {
    const deaf = asking(kind).filter(node => !takes(node, 'attempt.failed'))
    t.deepEqual(deaf.map(pathOf), [])
  })

  test(`${name}: no state is a dead end`, t => {
    for (const node of nodesOf(kind.machine.root).filter(({ type }) => type === 'atomic')) {
      t.true(
        hasWayOut(node) || within(node).some(({ tags }) => tags.includes('done')),
        pathOf(node),
      )
    }
  })

  test(`${name}: the machine only remembers: nothing in it starts, waits or acts`, t => {
    for (const node of nodesOf(kind.machine.root)) {
      t.deepEqual([node.invoke.length, node.after.length], [0, 0], pathOf(node))
      t.deepEqual([node.entry.length, node.exit.length], [0, 0], pathOf(node))
    }
  })

  test(`${name}: recorded histories are events of today, and lead where their names say`, t => {
    const recorded = historiesOf(name)
    t.true(recorded.length > 0)
    for (const { name: file, state, events } of recorded) {
      for (const event of events) t.deepEqual(kind.event.parse(event), event, file)
      t.is(stateName(fold(kind.machine, events)), state, file)
    }
  })

  test(`${name}: a recorded history can be left and taken up at any event`, t => {
    for (const { name: file, events } of historiesOf(name)) {
      let state = fold(kind.machine, [])
      for (const event of events) {
        state = rehydrate(
          kind.machine,
          JSON.parse(JSON.stringify(dehydrate(evolve(kind.machine, state, event)))),
        )
      }
      t.deepEqual(plain(state), plain(fold(kind.machine, events)), file)
    }
  })
}

const plain = (state: Parameters<typeof dehydrate>[0]): unknown =>
  JSON.parse(JSON.stringify(dehydrate(state)))

test('the chart of every kind of work has the six names at its top', t => {
  for (const { name, machine, isRecord } of kinds.values()) {
    if (isRecord) continue
    const tops = Object.keys(machine.root.states)
    t.deepEqual(
      topStates.filter(state => !tops.includes(state)),
      [],
      name,
    )
  }
})

test('a run of no known kind is refused with the kinds there are', t => {
  t.throws(() => kindOf(kinds, 'unheard/of'), {
    code: 'UNKNOWN_KIND',
    message: /commit, job, release/,
  })
  t.throws(() => kindOf(kinds, 'commit'), { code: 'UNKNOWN_KIND' })
})
