import test from 'ava'
import { isNumber, literalsOf } from '../../src/documentation/rank/literals.ts'
import { signalsOf } from '../../src/documentation/rank/signals.ts'
import { sectionRanker } from '../../src/documentation/rank.ts'
import { edited } from '../support/diff.ts'
import { documentOf } from '../support/sections.ts'

test('numbers, paths and dotted names are literals, words are none', t => {
  t.deepEqual(literalsOf('Waits 2.5s, see Docs/API.md: `options.retry`'), [
    '2.5s',
    '2.5',
    'docs/api.md',
    'options.retry',
  ])
  t.deepEqual(literalsOf('nothing (here); "a" - 1.'), [])
})

test('a number counts for itself within what it stands in', t => {
  t.deepEqual(literalsOf('v1.20.3'), ['v1.20.3', '1.20.3'])
  t.true(isNumber('1.20.3'))
  t.false(isNumber('v1.20.3'))
})

test('the section that names a value which a test gives up comes first', t => {
  const guide = documentOf(
    'guide.md',
    '# Guide\n\n## One\n\nIt lasts 30 ticks.\n\n## Two\n\nIt lasts 45 ticks.\n',
  )
  const changes = [edited('test/ticks.js', ['x(45)'], ['x(60)'])]
  const [first] = sectionRanker([guide]).rank(signalsOf({ subject: '', message: '', changes }))
  t.is(first?.section.title, 'Two')
})
