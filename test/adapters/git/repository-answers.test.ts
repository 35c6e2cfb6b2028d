import test from 'ava'
import {
  type Collector,
  catFileAnswer,
  endingWith,
  parseCatFile,
} from '../../../src/adapters/git/answers.ts'

/** Answers taken from a stream that comes in chunks of at most so many bytes. */
const collect = (collector: () => Collector, stream: Buffer, size: number): string[] => {
  const answers: string[] = []
  let current = collector()
  for (let at = 0; at < stream.length; at += size) {
    let rest: Buffer | undefined = stream.subarray(at, at + size)
    while (rest?.length) {
      const collected = current(rest)
      rest = collected?.rest
      if (!collected) continue
      answers.push(collected.answer.toString('latin1'))
      current = collector()
    }
  }
  return answers
}

const anyCut = test.macro((t, collector: () => Collector, expected: string[], stream: string) => {
  const bytes = Buffer.from(stream, 'latin1')
  for (let size = 1; size <= bytes.length; size++)
    t.deepEqual(collect(collector, bytes, size), expected, `chunks of ${size}`)
})

const marked = ['', 'one', 'en', 'end', 'eend', 'end \nend 1', '\0\xff', 'x'.repeat(40)]
test(
  'answers before a mark, however they are cut',
  anyCut,
  endingWith('end 12\n'),
  marked,
  marked.map(answer => `${answer}end 12\n`).join(''),
)

const id = 'a'.repeat(40)
const objects = [
  `${id} blob 0\n\n`,
  `${id} missing\n`,
  `${id} tree 3\n\n\0\n\n`,
  `${id} blob 14\n${id.slice(0, 4)} blob 900\n\n`,
]
test('objects, however they are cut', anyCut, catFileAnswer, objects, objects.join(''))

test('an answer is an object or none', t => {
  t.deepEqual(parseCatFile(Buffer.from(`${id} blob 5\nab\ncd\n`)), {
    id,
    type: 'blob',
    bytes: Buffer.from('ab\ncd'),
  })
  t.is(parseCatFile(Buffer.from(`${id} missing\n`)), undefined)
  t.is(parseCatFile(Buffer.from(`${id} ambiguous\n`)), undefined)
})
