import test from 'ava'
import { openMemory, pastWords } from '../../src/documentation/rank/history.ts'
import { signalsOf } from '../../src/documentation/rank/signals.ts'
import { edited } from '../support/diff.ts'

const commit = (subject: string, ...added: string[]) =>
  signalsOf({ subject, message: subject, changes: [edited('src/a.ts', [], added)] })

const remembering = () => {
  const memory = openMemory()
  const add = (id: string, subject: string, line: string, section: string) =>
    memory.add({
      commit: id,
      words: [...pastWords(commit(subject, line))],
      edited: [section],
      created: [],
    })
  add('1', 'Add retry limit', 'retryLimit = 3', 'README.md\nretries')
  add('2', 'Add colour theme', 'colourTheme = dark', 'README.md\ncolours')
  return memory
}

test('sections that similar commits touched get their votes', t => {
  const now = commit('Change retry limit', 'retryLimit = 5')
  const { votes, likeness } = remembering().recall(now, { places: [1, 0], walked: 10 })
  t.true((votes.get('README.md\nretries') ?? 0) > (votes.get('README.md\ncolours') ?? 0))
  t.true(likeness > 0.3 && likeness <= 1)
})

test('only what was known before counts', t => {
  const now = commit('Change retry limit', 'retryLimit = 5')
  const { votes, lastEdited, habit } = remembering().recall(now, { places: [1], walked: 10 })
  t.false(votes.has('README.md\nretries'))
  t.deepEqual([...lastEdited], [['README.md\ncolours', 0]])
  t.is(habit, 0.1)
  t.is(remembering().recall(now, { places: [], walked: 0 }).likeness, 0)
})
