import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { hash } from '../../src/documentation/hash.ts'
import { decodeDocument } from '../../src/documentation/markdown.ts'
import { type Section, sections, sectionText } from '../../src/documentation/sections.ts'
import { documentEdit, type Replacement } from '../../src/documentation/splice.ts'
import { isGitDocError } from '../../src/errors/error.ts'
import { runs } from '../support/runs.ts'

/** Numbers from 0 to 1, the same in every run (mulberry32). */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let n = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  n = (n + Math.imul(n ^ (n >>> 7), 61 | n)) ^ n
  return ((n ^ (n >>> 14)) >>> 0) / 4294967296
}
const random = seeded(42)
const pick = <Value>(values: readonly Value[]): Value | undefined =>
  values[Math.floor(random() * values.length)]

/** Parsing takes seconds a megabyte: without this in the environment, only one in so many of the longer documents is taken. */
const all = process.env.ALL_DOCUMENTS !== undefined

/** Documents of other projects, each once: what people really write. */
const documents = (() => {
  const root = 'node_modules'
  const found = new Map<string, { file: string; bytes: Uint8Array }>()
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (!/\.(?:md|markdown)$/i.test(file)) continue
    const bytes = readFileSync(join(root, file))
    if (bytes.length > 0) found.set(hash(bytes), { file, bytes })
  }
  const isShort = ({ bytes }: { bytes: Uint8Array }) => bytes.length < 8000
  const long = [...found.values()].filter(each => !isShort(each) && each.bytes.length < 40_000)
  const short = [...found.values()].filter(isShort)
  return all ? [...found.values()] : [...short, ...long.filter((_, place) => place % 12 === 0)]
})()

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const asReplacement = (
  text: string,
  section: Section,
  next: (old: string) => string,
): Replacement => {
  const old = sectionText(text, section, 'own')
  return { section: section.address, scope: 'own', before: hash(old), text: next(old) }
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

/** How a document might be written as well. */
const variants: Record<string, (text: string) => string> = {
  LF: text => text.replace(/\r\n?/g, '\n'),
  CRLF: text => text.replace(/\r\n?|\n/g, '\r\n'),
  CR: text => text.replace(/\r\n?|\n/g, '\r'),
  'mixed line endings': text =>
    text.replace(/\r\n?|\n/g, () => pick(['\n', '\r\n', '\r\n', '\r']) ?? '\n'),
  'a byte order mark': text => `\uFEFF${text}`,
  'no final newline': text => text.trimEnd(),
}

/** Replaces one section and looks at the bytes themselves. */
const assertOnlyThatChanged = (bytes: Uint8Array, file: string): string | undefined => {
  const { text } = decodeDocument(bytes, file)
  const list = sections(text)
  const section = pick(list)
  if (!section) return undefined
  const replacement = asReplacement(
    text,
    section,
    old => `${old.trimEnd()}\n\nA line that was added.\n`,
  )
  const rewritten = documentEdit(file, [replacement]).rewrite(bytes)
  const [change] = rewritten?.change.sections ?? []
  if (!rewritten || !change) return `${file}: ${section.address} was not replaced`
  const { before, after } = change
  const prefix = same(rewritten.bytes.subarray(0, after.start), bytes.subarray(0, before.start))
  const suffix = same(rewritten.bytes.subarray(after.end), bytes.subarray(before.end))
  if (!prefix || !suffix) return `${file}: bytes outside ${section.address} changed`
  const old = text.slice(section.start, section.ownEnd).trimEnd()
  const kept = rewritten.bytes.subarray(after.start, after.start + encode(old).length)
  if (!same(kept, encode(old))) return `${file}: unchanged lines of ${section.address} changed`
  const now = decodeDocument(rewritten.bytes, file).text
  if (!now.slice(section.start).includes('A line that was added.')) return `${file}: not added`
  const others = (list: readonly Section[]) => list.map(({ address, slug }) => `${address} ${slug}`)
  return others(sections(now)).join('\n') === others(list).join('\n')
    ? undefined
    : `${file}: other sections changed`
}

test('a section replaced by itself leaves every byte, a changed one every byte outside it', t => {
  const ways = Object.values(variants)
  const problems: (string | undefined)[] = []
  let count = 0
  for (const [place, { file, bytes }] of documents.entries()) {
    const { text } = decodeDocument(bytes, file)
    const list = sections(text)
    count += list.length
    const itself = list.map(section => asReplacement(text, section, old => old))
    const kept = documentEdit(file, itself).rewrite(bytes)
    if (!kept || !same(kept.bytes, bytes)) problems.push(`${file}: changed by nothing`)

    const chosen = all ? ways : place % 2 === 0 ? [ways[(place / 2) % ways.length]] : []
    for (const variant of chosen)
      if (variant) problems.push(assertOnlyThatChanged(encode(variant(text)), file))
  }
  t.deepEqual(
    problems.filter(problem => problem !== undefined),
    [],
  )
  t.true(documents.length >= 200 && count > 2000, `${count} sections in ${documents.length}`)
  t.log(`${count} sections of ${documents.length} documents`)
})

/** Lines that begin, end or change blocks: what could reach beyond the text it stands in. */
const line = fc.constantFrom(
  '# A',
  '## B',
  '### C',
  'text',
  'more text',
  '',
  '',
  '```',
  '~~~js',
  '<!--',
  '-->',
  '<div>',
  '</div>',
  '<pre>',
  '</pre>',
  '- item',
  '  - deeper',
  '> quote',
  '    code',
  '---',
  '===',
  '| a | b |',
  '| - | - |',
  '[x]',
  '[x]: /x',
  '[x]: /other',
  '[^n]',
  '[^n]: note',
  '    of two lines',
  '\tindented',
  '<![CDATA[',
  ']]>',
  '<!-- git-doc: section=x -->',
  '<!-- git-doc: end -->',
  '<!-- git-doc: ignore -->',
)
const lines = (maxLength: number) => fc.array(line, { maxLength }).map(each => each.join('\n'))

/** A document's sections; none if its markers are not in order. */
const sectionsIfAny = (text: string): readonly Section[] => {
  try {
    return sections(text)
  } catch {
    return []
  }
}

/** The rewritten copy, or undefined if the text was refused for what it would do to the rest. */
const unlessRefused = (text: string, replacement: Replacement): string | undefined => {
  try {
    const rewritten = documentEdit('a.md', [replacement]).rewrite(encode(text))
    if (!rewritten) throw new Error('The section was not found.')
    return decodeDocument(rewritten.bytes, 'a.md').text
  } catch (error) {
    if (isGitDocError(error) && error.code === 'ANSWER_STRUCTURE') return undefined
    throw error
  }
}

const namesOf = (list: readonly Section[]): string =>
  list.map(({ title, depth, kind }) => `${kind} ${depth} ${title}`).join('\n')

/** Looks at the texts and sections before, behind and beside a section, without the code that is tried. */
const assertRestIsSame = (text: string, now: string, section: Section, end: number): void => {
  const tail = text.length - end
  const newEnd = now.length - tail
  if (now.slice(0, section.start) !== text.slice(0, section.start)) throw new Error('before it')
  if (now.slice(newEnd) !== text.slice(end)) throw new Error('behind it')
  const outside = (from: number) => (each: Section) =>
    each.start < section.start || each.start >= from
  const old = sections(text).filter(each => each.address !== section.address && outside(end)(each))
  const beside = sections(now).filter(
    each => each.address !== section.address && outside(newEnd)(each),
  )
  if (namesOf(old) !== namesOf(beside)) throw new Error(`beside it: ${namesOf(beside)}`)
}

test('whatever a new text is made of, it changes its section only, or is refused', t => {
  const outcomes = { spliced: 0, refused: 0 }
  const property = fc.property(
    lines(25),
    lines(8),
    fc.nat(),
    fc.constantFrom('whole' as const, 'own' as const),
    fc.constantFrom('\n', '\r\n', '\r'),
    (document, next, number, scope, ending) => {
      const text = document.replaceAll('\n', ending)
      const list = sectionsIfAny(text)
      const section = list[number % (list.length || 1)]
      if (!section) return
      const old = sectionText(text, section, scope)
      const heading = section.kind === 'heading' ? `${old.split('\n')[0]}\n` : ''
      const replacement = {
        section: section.address,
        scope,
        before: hash(old),
        text: heading + next,
      }
      const now = unlessRefused(text, replacement)
      outcomes[now === undefined ? 'refused' : 'spliced'] += 1
      if (now !== undefined)
        assertRestIsSame(text, now, section, scope === 'whole' ? section.end : section.ownEnd)
    },
  )
  fc.assert(property, runs(300))
  t.true(outcomes.spliced > 20 && outcomes.refused > 20, JSON.stringify(outcomes))
  t.log(outcomes)
})
