import test from 'ava'
import { joined, termCounts, tokens } from '../../src/documentation/terms.ts'

const terms = (text: string) => [...tokens(text)].map(({ term }) => term)

test('an identifier is one joined term and its parts, whatever its case', t => {
  for (const name of ['maxRetries', 'max_retries', 'MAX_RETRIES', 'MaxRetries', '--max-retries']) {
    t.deepEqual(terms(name), ['=maxretries', 'max', 'retry'], name)
  }
})

test('digits and initials are parts of their own', t => {
  t.deepEqual(terms('HTTPError2'), ['=httperror2', 'http', 'error'])
  t.deepEqual(terms('utf8'), ['=utf8', 'utf'])
})

const stemmed = test.macro({
  exec(t, words: string) {
    t.is(new Set(words.split(' ').flatMap(terms)).size, 1)
  },
  title: (_, words) => `one stem: ${words}`,
})
test(stemmed, 'option options')
test(stemmed, 'retry retries')
test(stemmed, 'timeout timeouts')
test(stemmed, 'cache caches cached')
test(stemmed, 'parse parsing parsed')

test('words of every language and of all programming languages say nothing', t => {
  t.deepEqual(terms('this is the const function of a return'), [])
  t.deepEqual(terms('Größe и размер 設定'), ['größ', 'размер', '設定'])
})

test('a term remembers how it was written', t => {
  t.deepEqual([...tokens('throwHttpErrors')][0], {
    term: '=throwhttperrors',
    written: 'throwHttpErrors',
  })
})

test('a line without end is read only so far', t => {
  t.true(termCounts('word '.repeat(1_000_000)).get('word') === 400)
})

test('a joined name has no joints', t => {
  t.is(joined('--max_Retries $x'), 'maxretriesx')
})
