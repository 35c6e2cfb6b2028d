import test from 'ava'
import * as fc from 'fast-check'
import { type LifeFacts, type LifeState, lifeChart, lifeOf } from '../../src/releases/life.ts'
import { runs } from '../support/runs.ts'

const facts: LifeFacts = {
  version: '1.1.0',
  tree: 'a',
  isDirty: false,
  stagedTrees: [],
  wasReleased: false,
  isAbandoned: false,
}

const lives = test.macro(
  (t, changed: Partial<LifeFacts>, state: LifeState, next: readonly string[]) => {
    const life = lifeOf({ ...facts, ...changed })
    t.is(life.state, state)
    t.deepEqual(life.next, next)
    t.is(life.isInProduction, state === 'released')
  },
)

test('what no commit has is a draft', lives, { tree: undefined, isDirty: true }, 'draft', [
  'commit',
  'abandon',
])
test(
  'what is changed and not committed is a draft again',
  lives,
  { isDirty: true, stagedTrees: ['a'] },
  'draft',
  ['commit', 'abandon'],
)
test('what is committed may be staged', lives, {}, 'committed', ['stage', 'abandon'])
test('what passed with this tree is staged', lives, { stagedTrees: ['b', 'a'] }, 'staged', [
  'activate',
  'abandon',
])
test(
  'what passed with another tree is committed again',
  lives,
  { stagedTrees: ['b'] },
  'committed',
  ['stage', 'abandon'],
)
test(
  'a pre-release is never activated',
  lives,
  { version: '1.1.0-rc.1', stagedTrees: ['a'] },
  'staged',
  ['abandon'],
)
test(
  'what the pointer names is released',
  lives,
  { stagedTrees: ['a'], active: '1.1.0', wasReleased: true },
  'released',
  [],
)
test(
  'what it named before is superseded, and may come back',
  lives,
  { active: '1.2.0', wasReleased: true },
  'superseded',
  ['activate', 'rollback'],
)
test('a draft that was given up is abandoned', lives, { isAbandoned: true }, 'abandoned', [])

test('it is said why something is not staged any more', t => {
  t.is(lifeOf(facts).staging, 'never')
  t.is(lifeOf({ ...facts, stagedTrees: ['a'] }).staging, 'holds')
  t.is(lifeOf({ ...facts, stagedTrees: ['b'] }).staging, 'outdated')
})

test('every step leads to a state of the chart, and only a draft can be edited', t => {
  for (const steps of Object.values(lifeChart))
    for (const state of Object.values(steps)) t.true(state in lifeChart)
  fc.assert(
    fc.property(
      fc.record({
        version: fc.constantFrom('1.1.0', '1.1.0-rc.1'),
        tree: fc.constantFrom('a', 'b', undefined),
        isDirty: fc.boolean(),
        stagedTrees: fc.subarray(['a', 'b']),
        active: fc.constantFrom('1.1.0', '1.0.0', undefined),
        wasReleased: fc.boolean(),
        isAbandoned: fc.boolean(),
      }),
      each => {
        const { state, isEditable, next } = lifeOf(each)
        t.is(isEditable, state === 'draft' || state === 'abandoned')
        for (const verb of next) t.true(verb in lifeChart[state])
        if (state === 'staged') t.true(each.stagedTrees.includes(each.tree ?? ''))
      },
    ),
    runs(300),
  )
})
