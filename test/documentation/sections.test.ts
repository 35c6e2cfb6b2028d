import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { findSection } from '../../src/documentation/address.ts'
import { decodeDocument } from '../../src/documentation/markdown.ts'
import { levelOf, type Section, sections, sectionText } from '../../src/documentation/sections.ts'

const folder = 'fixtures/docs'

/** A document's sections as a table: what a person would check by eye. */
const table = (text: string): string =>
  sections(text)
    .map(({ address, depth, slug, path, code, ignored, start, end, ownEnd }) =>
      [
        `${depth} ${address}`,
        `  #${slug} · ${path.join(' / ')}${code ? ` · follows ${code.join(' and ')}` : ''}${ignored ? ' · ignored' : ''}`,
        `  ${start}–${ownEnd}–${end} ${JSON.stringify(text.slice(start, end).split('\n')[0])} … ${JSON.stringify(text.slice(start, ownEnd).trimEnd().split('\n').at(-1))}`,
      ].join('\n'),
    )
    .join('\n')
    .concat('\n')

for (const file of readdirSync(folder).filter(name => name.endsWith('.md'))) {
  test(`the sections of ${file} are the ones written down`, t => {
    const expected = `${folder}/${file.replace('.md', '.sections.txt')}`
    const actual = table(readFileSync(`${folder}/${file}`, 'utf8'))
    if (process.env.UPDATE_FIXTURES) writeFileSync(expected, actual)
    t.is(actual, readFileSync(expected, 'utf8'))
  })
}

const addressesOf = (text: string) => sections(text).map(({ address }) => address)
const named = (list: readonly Section[], address: string) => findSection(list, address, 'README.md')

test('a document without headings has no sections', t => {
  t.deepEqual(sections(''), [])
  t.deepEqual(sections('text\n\n- more\n'), [])
})

test('a heading at the very end has an empty own text', t => {
  const text = '# A\n## B'
  const [a, b] = sections(text)
  t.like(a, { start: 0, end: 8, ownEnd: 4 })
  t.like(b, { start: 4, end: 8, ownEnd: 8 })
})

const endings = test.macro((t, ending: string) => {
  const lines = ['# A', 'text', '', 'B', '---', '', '### C', 'end']
  const list = sections(lines.join(ending))
  t.deepEqual(
    list.map(({ address, depth }) => [address, depth]),
    [
      ['A', 1],
      ['B', 2],
      ['C', 3],
    ],
  )
  const text = lines.join(ending)
  t.deepEqual(
    list.map(section => sectionText(text, section, 'own')),
    ['# A\ntext\n\n', 'B\n---\n\n', '### C\nend'],
  )
})
test('lines may end with LF', endings, '\n')
test('lines may end with CRLF', endings, '\r\n')
test('lines may end with CR alone', endings, '\r')

test('NUL and a second byte order mark shift nothing', t => {
  const text = '\uFEFF\u0000 text\n\n# A\u0000B\n\n## C\n'
  t.deepEqual(
    sections(text).map(({ start }) => text.slice(start, start + 4)),
    ['# A\u0000', '## C'],
  )
})

test('sections are the same each time, and in the order of their starts', t => {
  const text = readFileSync(`${folder}/markers.md`, 'utf8')
  t.deepEqual(sections(text), sections(text))
  const starts = sections(text).map(({ start }) => start)
  t.deepEqual(
    starts,
    starts.toSorted((one, other) => one - other),
  )
})

test('every address finds its own section, and no other', t => {
  for (const file of readdirSync(folder).filter(name => name.endsWith('.md'))) {
    const list = sections(readFileSync(`${folder}/${file}`, 'utf8'))
    for (const section of list) t.is(named(list, section.address), section)
    t.is(new Set(list.map(({ address }) => address)).size, list.length)
  }
})

test('an address is the title, the end of a path, or the anchor', t => {
  t.deepEqual(addressesOf('# A\n## B\n'), ['A', 'B'])
  t.deepEqual(addressesOf('# A\n## X\n# B\n## X\n'), ['A', 'A > X', 'B', 'B > X'])
  t.deepEqual(addressesOf('# A\n## X\n## X\n'), ['A', 'x', 'x-1'])
  t.deepEqual(addressesOf('# X\n## X\n'), ['x', 'X > X'])
  t.deepEqual(addressesOf('# A > X\n# A\n## X\n# X\n'), ['a--x', 'A', 'x', 'x-1'])
})

test('a section is found by address, end of a path, anchor, and without regard to case', t => {
  const list = sections('# Usage\n## The `Options`\n# Other\n## More\n### Options\n')
  for (const address of [
    'The Options',
    ' The   Options ',
    'Usage > The Options',
    'the-options',
    '#the-options',
    'the options',
    'usage > the options',
    '#The-Options',
  ])
    t.is(named(list, address).title, 'The Options', address)
  t.is(named(list, 'options').address, 'Options')
})

test('case decides where two titles differ in nothing else', t => {
  const list = sections('# init\n# Init\n')
  t.is(named(list, 'Init').start, 7)
  t.is(named(list, 'init').start, 0)
  t.throws(() => named(list, 'INIT'), { code: 'SECTION_AMBIGUOUS' })
})

test('a section that is not there is missing, and the ones that are get named', t => {
  const list = sections('# A\n# B\n')
  t.like(
    t.throws(() => named(list, 'C')),
    {
      code: 'SECTION_MISSING',
      hint: 'Its sections: A · B.',
    },
  )
  t.throws(() => named(list, ''), { code: 'SECTION_MISSING' })
  t.throws(() => named(list, '#'), { code: 'SECTION_MISSING' })
})

test('a title that several sections have is ambiguous, and their addresses are named', t => {
  const list = sections('# A\n## X\n# B\n## X\n')
  t.like(
    t.throws(() => named(list, 'X')),
    {
      code: 'SECTION_AMBIGUOUS',
      hint: 'Name one: A > X · B > X.',
    },
  )
})

test('a marked section is addressed by its id, with a # where a heading has that name', t => {
  const text = '# usage\n<!-- git-doc: section=usage -->\na\n<!-- git-doc: end -->\n'
  const list = sections(text)
  t.deepEqual(addressesOf(text), ['usage', '#usage'])
  t.is(named(list, 'usage').kind, 'heading')
  t.is(named(list, '#usage').kind, 'marked')
})

test('a marked section is what lies between the lines of its markers', t => {
  const text = 'a\n<!-- git-doc: section=x code="b/**" -->\nold\n\n <!-- git-doc: end -->  \nz'
  const [x] = sections(text)
  t.like(x, { kind: 'marked', id: 'x', depth: 0, title: 'x', code: ['b/**'] })
  t.is(x && sectionText(text, x, 'whole'), 'old\n\n')
  t.is(x && sectionText(text, x, 'own'), 'old\n\n')
})

/** The text of the marked section `x`. */
const markedText = test.macro((t, text: string, expected: string) => {
  for (const ending of ['\n', '\r\n']) {
    const written = text.replaceAll('\n', ending)
    const list = sections(written)
    t.is(sectionText(written, named(list, 'x'), 'whole'), expected)
  }
})
const open = '<!-- git-doc: section=x -->\n'
test('without an end: to the end of the document', markedText, `${open}a\nb\n`, 'a\nb\n')
test('without an end: to a heading', markedText, `# A\n${open}a\n\n### B\nb\n`, 'a\n\n')
test('without an end: to a heading of its own kind', markedText, `${open}a\n\nB\n---\nb\n`, 'a\n\n')
test('without an end: no heading in a list', markedText, `${open}- # A\n- b\n`, '- # A\n- b\n')
test(
  'without an end: to the next marked section',
  markedText,
  `${open}a\n\n<!-- git-doc: section=y -->\nb\n<!-- git-doc: end -->\n`,
  'a\n\n',
)
test(
  'without an end: to a comment of another kind to us',
  markedText,
  `${open}a\n\n<!-- git-doc: ignore -->\nb\n`,
  'a\n\n',
)
test(
  'without an end: a heading right below belongs to it',
  markedText,
  `${open}\n## A\na\n### B\nb\n`,
  '\n## A\na\n',
)
test(
  'an end counts over headings',
  markedText,
  `${open}a\n## B\nb\n<!-- git-doc: end -->\nc\n`,
  'a\n## B\nb\n',
)

test('the level of a marked section is that of the heading it stands under', t => {
  const marked = '<!-- git-doc: section=x -->\n### C\n<!-- git-doc: end -->\n'
  const level = (text: string) => {
    const list = sections(text)
    return levelOf(list, named(list, 'x'))
  }
  t.is(level(marked), 0)
  t.is(level(`# A\n## B\n${marked}`), 2)
})

test('"ignore" holds for its section with those below it, before the first heading for all', t => {
  const ignored = (text: string) =>
    sections(text)
      .filter(section => section.ignored)
      .map(({ address }) => address)
  const note = '<!-- git-doc: ignore -->'
  t.deepEqual(ignored(`# A\n## B\n${note}\n### C\n## D\n`), ['B', 'C'])
  t.deepEqual(ignored(`${note}\n\n# A\n# B\n`), ['A', 'B'])
  t.deepEqual(ignored(`# A\n\`${note}\`\n\n    ${note}\n`), [])
})

const invalid = test.macro((t, lines: string[], line: number, what: RegExp) => {
  for (const ending of ['\n', '\r\n', '\r']) {
    const error = t.throws(() => sections(lines.join(ending), 'docs/a.md'), {
      code: 'MARKER_INVALID',
    })
    t.true(error?.message.startsWith(`docs/a.md:${line}: `), error?.message)
    t.regex(error?.message ?? '', what)
  }
})
const start = '<!-- git-doc: section=x -->'
const end = '<!-- git-doc: end -->'
test('an end without a marked section', invalid, ['# A', '', end], 3, /ends no marked section/)
test(
  'marked sections do not nest',
  invalid,
  [start, '<!-- git-doc: section=y -->', end, end],
  4,
  /ends no marked section/,
)
test('an id is used once', invalid, [start, end, '', start, end], 4, /"x" already/)
test('an id is needed', invalid, ['<!-- git-doc: section="" -->', end], 1, /no id/)
test(
  'only ids and globs are known',
  invalid,
  ['<!-- git-doc: section=x cod="a" -->'],
  1,
  /no "cod"/,
)
test('a word misspelt', invalid, ['a', '', '<!-- git-doc: ignor -->'], 3, /"git-doc: ignor"/)
test('a quote left open', invalid, ['<!-- git-doc: section=x code="a -->'], 1, /is neither/)
test('text behind a marker', invalid, [`${start} text`, end], 1, /lines of its own/)
test('a comment before a marker', invalid, [`<!-- a --> ${start}`, end], 1, /lines of its own/)
test('a marker in a list', invalid, ['- a', '', `  ${start}`, `  ${end}`], 3, /outside lists/)
test('a marker in a paragraph', invalid, [`text ${start}`], 1, /outside lists/)
test('markers in HTML are found by their lines', invalid, ['<p>', end, '</p>'], 2, /ends no/)

test('bytes are decoded without their byte order mark', t => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  t.deepEqual(decodeDocument(bytes('\uFEFF# Ä'), 'a.md'), { text: '# Ä', bom: true })
  t.deepEqual(decodeDocument(bytes('# Ä'), 'a.md'), { text: '# Ä', bom: false })
  t.deepEqual(decodeDocument(bytes(''), 'a.md'), { text: '', bom: false })
})

test('bytes that are not UTF-8 are refused', t => {
  for (const bytes of [[0xff, 0xfe, 0x41, 0], [0xe4], [0xed, 0xa0, 0x80]])
    t.throws(() => decodeDocument(new Uint8Array(bytes), 'a.md'), { code: 'DOCUMENT_ENCODING' })
})

test('a document of one megabyte is read', t => {
  const part = `## Heading\n\n~~~\n${'# some code\n'.repeat(100)}~~~\n\n`
  const text = part.repeat(900)
  const list = sections(text)
  t.true(text.length > 1e6)
  t.is(list.length, 900)
  t.is(list.at(-1)?.end, text.length)
})

test('MDX is read as Markdown: its own syntax is text or HTML, and hides no heading that follows a blank line', t => {
  const text =
    "import A from './a'\n\nexport const b = { c: 1 }\n\n# One\n\n<A b={1}>\n## Inside\n</A>\n\n{/* # no */}\n\n## Two\n"
  t.deepEqual(addressesOf(text), ['One', 'Two'])
})

test('deep nesting does not exhaust the stack', t => {
  const text = `${'> '.repeat(400)}a\n\n# B\n`
  t.deepEqual(addressesOf(text), ['B'])
})
