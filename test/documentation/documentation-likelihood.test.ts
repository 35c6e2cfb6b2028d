import test from 'ava'
import {
  documentationLikelihood,
  type LikelihoodInput,
} from '../../src/documentation/documentation-likelihood.ts'
import { signalsOf } from '../../src/documentation/rank/signals.ts'
import { edited } from '../support/diff.ts'

const asked = (subject: string, path = 'src/a.ts', more: Partial<LikelihoodInput> = {}): number => {
  const changes = [edited(path, [], ['export const retryLimit = 3'])]
  const signals = signalsOf({ subject, message: subject, changes })
  return documentationLikelihood({ signals, past: undefined, best: undefined, overlap: 0, ...more })
}

const past = (likeness: number, habit: number) => ({
  past: { votes: new Map(), lastEdited: new Map(), created: new Map(), likeness, habit },
})

test('what adds something is documented sooner than what mends or keeps', t => {
  t.true(asked('Add a retry limit') > asked('Retry limit'))
  t.true(asked('Retry limit') > asked('fix: retry limit'))
})

test('so is what is like commits that were, and where documents often follow', t => {
  t.true(asked('Retry limit', 'src/a.ts', past(0.8, 0.1)) > asked('Retry limit'))
  t.true(
    asked('Retry limit', 'src/a.ts', past(0, 0.5)) > asked('Retry limit', 'src/a.ts', past(0, 0.1)),
  )
})

test('a likelihood is between 0 and 1, whatever is asked', t => {
  const best = { share: 1, score: 1e6, shared: ['a', 'b', 'c', 'd', 'e'] }
  t.is(asked('Add', 'src/a.ts', { best, overlap: 1e9 }), 1)
  const none = asked('fix: chore', 'src/a.ts', { best: { share: 0, score: -1e6, shared: [] } })
  t.is(none, 0)
})
