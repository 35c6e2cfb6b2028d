import test from 'ava'
import { isOfKind, parseRun, runName, shortRun } from '../../src/engine/run-name.ts'

test('a run is named for its kind and what it is about', t => {
  t.is(runName('branch', 'refs/heads/main'), 'branch/refs/heads/main')
  t.deepEqual(parseRun('branch/refs/heads/main'), { kind: 'branch', key: 'refs/heads/main' })
  t.deepEqual(parseRun('nothing'), { kind: '', key: 'nothing' })
  t.true(isOfKind('job/nightly@1', 'job'))
  t.false(isOfKind('jobs/nightly@1', 'job'))
})

test('full object ids are short on a screen, and nothing else is', t => {
  const id = 'a1'.repeat(20)
  t.is(shortRun(`commit/${id}`), 'commit/a1a1a1a1')
  t.is(shortRun(`commit/${id}${'b2'.repeat(12)}`), 'commit/a1a1a1a1')
  t.is(shortRun(`job/nightly@post-commit.${id}`, 12), 'job/nightly@post-commit.a1a1a1a1a1a1')
  t.is(shortRun('release/billing@1.4.0+abcdef'), 'release/billing@1.4.0+abcdef')
})
