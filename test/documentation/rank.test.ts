import test from 'ava'
import { signalsOf } from '../../src/documentation/rank/signals.ts'
import { rankerCache, sectionRanker } from '../../src/documentation/rank.ts'
import { edited } from '../support/diff.ts'
import { documentOf } from '../support/sections.ts'

const readme = documentOf(
  'README.md',
  `# Tool

Does things.

## Retries

\`maxRetries\` says how often a request is made again; the delay grows.

## Colours

Output is coloured in a terminal.

## Cache

Answers are cached for a day.
`,
)
const guide = documentOf(
  'docs/guide.md',
  '# Guide\n\nHow requests are made.\n\n## Hooks\n\nA hook runs.\n',
)
/** A commit that adds lines. */
const ask = (...added: string[]) =>
  signalsOf({ subject: '', message: '', changes: [edited('src/a.ts', [], added)] })

test('the section that shares most with a commit comes first, and says what', t => {
  const [first] = sectionRanker([readme, guide]).rank(ask('max_retries = 5'))
  t.is(first?.section.title, 'Retries')
  t.deepEqual(first?.shared, ['maxRetries'])
})

test('a title counts more than the text below it', t => {
  const [first] = sectionRanker([readme, guide]).rank(ask('hook request'))
  t.is(first?.section.title, 'Hooks')
})

test('the shares of all sections add up to one, and what shares nothing says so', t => {
  const ranking = sectionRanker([readme, guide]).rank(ask('max_retries = 5'))
  t.is(ranking.length, 6)
  t.true(Math.abs(ranking.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-4)
  t.deepEqual(ranking.at(-1)?.shared, [])
  t.deepEqual(sectionRanker([]).rank(ask('retries')), [])
})

test('the order of the documents changes nothing', t => {
  const a = documentOf('a.md', '# One\n\nsame words here\n\n# Two\n\nsame words here\n')
  const b = { ...a, file: 'b.md' }
  const told = (documents: (typeof a)[]) =>
    sectionRanker(documents)
      .rank(ask('same words'))
      .map(({ file, section, score }) => [file, section.start, score])
  t.deepEqual(told([a, b]), told([b, a]))
})

test('a document with a known key is not read again, and one that is gone is forgotten', t => {
  const cache = rankerCache()
  sectionRanker([{ ...readme, key: 'blob1' }, guide], cache)
  t.deepEqual([...cache.words.keys()], ['blob1'])
  const unread = { ...readme, key: 'blob1', text: '' }
  t.is(sectionRanker([unread], cache).rank(ask('maxRetries'))[0]?.section.title, 'Retries')
  sectionRanker([{ ...guide, key: 'blob2' }], cache)
  t.deepEqual([...cache.words.keys()], ['blob2'])
})

test('a hundred plans over a large documentation read it once', t => {
  const sections = Array.from(
    { length: 400 },
    (_, place) => `## Part${place}\n\nword${place} ${'some shared text '.repeat(40)}\n`,
  )
  const document = documentOf('large.md', sections.join('\n'))
  let reads = 0
  const large = {
    ...document,
    key: 'blob',
    get text() {
      reads += 1
      return document.text
    },
  }
  const cache = rankerCache()
  const plan = (number: number) => {
    const [best] = sectionRanker([large], cache).rank(ask(`word${number} shared`))
    t.is(best?.section.title, `Part${number}`)
  }
  plan(0)
  const once = reads
  const { last } = cache
  for (let number = 1; number < 100; number += 1) plan(number)
  t.is(reads, once)
  t.is(cache.last, last)
})
