import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { readAnswer } from '../../src/documentation/answer.ts'
import { guardFacts } from '../../src/documentation/guards/facts.ts'
import { findings } from '../../src/documentation/guards.ts'

/** Each file: a section, what a model answered, and what that comes to. */
const folder = 'fixtures/answers'
for (const file of readdirSync(folder).filter(name => name.endsWith('.txt'))) {
  const [, section = '', answer = '', becomes = ''] = readFileSync(
    `${folder}/${file}`,
    'utf8',
  ).split(/^<<<<<<<< \w+\n/m)
  const expected =
    becomes === '(unchanged)\n'
      ? { unchanged: true as const }
      : { unchanged: false as const, text: becomes }

  test(`an answer is understood: ${file.replace('.txt', '').replaceAll('-', ' ')}`, t => {
    t.deepEqual(readAnswer(answer, { text: section }), expected)
  })

  test(`an answer is understood with CRLF: ${file.replace('.txt', '').replaceAll('-', ' ')}`, t => {
    const crlf = `\uFEFF${answer.replaceAll('\n', '\r\n')}`
    t.deepEqual(readAnswer(crlf, { text: section }), expected)
  })
}

test('a section without a newline at its end keeps having none', t => {
  t.deepEqual(readAnswer('# A\nnew\n', { text: '# A\nold' }), {
    unchanged: false,
    text: '# A\nnew',
  })
  t.deepEqual(readAnswer('# A\nold\n', { text: '# A\nold' }), { unchanged: true })
})

test('an answer that was cut off within its fence is left for the guards to refuse', t => {
  const text = '## A\n\nold\n'
  for (const answer of ['```md\n## A\n\n```sh\nnew\n```\n', '```md\n## A\n\nnew']) {
    const read = readAnswer(answer, { text })
    const known = { has: () => true }
    const sources = { changed: known, gone: known, known, suspect: false }
    const next = read.unchanged ? '' : read.text
    const [first] = findings(guardFacts(text, next, { headings: [], level: 2 }, sources))
    t.like(first, { rule: 'open-fence', verdict: 'refuse' })
  }
})

test('reading an answer again changes nothing', t => {
  for (const file of readdirSync(folder).filter(name => name.endsWith('.txt'))) {
    const [, text = '', answer = ''] = readFileSync(`${folder}/${file}`, 'utf8').split(
      /^<<<<<<<< \w+\n/m,
    )
    const once = readAnswer(answer, { text })
    if (!once.unchanged) t.deepEqual(readAnswer(once.text, { text }), once, file)
  }
})

// Whatever looks for the end of each of them anew would never end.
test('a long answer of fence lines is read', t => {
  const answer = `\`\`\`\n${'```\n'.repeat(20_000)}`
  t.notThrows(() => readAnswer(answer, { text: '# A\n\ntext\n' }))
})
