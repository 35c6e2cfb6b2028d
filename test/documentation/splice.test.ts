import test, { type ExecutionContext } from 'ava'
import { findSection } from '../../src/documentation/address.ts'
import { hash } from '../../src/documentation/hash.ts'
import { sections, sectionText } from '../../src/documentation/sections.ts'
import { documentEdit, type Replacement } from '../../src/documentation/splice.ts'
import type { DocumentEdit } from '../../src/ports/publisher.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array | undefined) =>
  bytes && new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes)

type Change = readonly [section: string, text: string | ((old: string) => string), scope?: 'own']

/** Replacements made for this very document. */
const replacements = (document: string, ...changes: Change[]): Replacement[] => {
  const text = document.replace(/^\uFEFF/, '')
  const list = sections(text)
  return changes.map(([section, next, given]) => {
    const scope = given ?? 'whole'
    const old = sectionText(text, findSection(list, section, 'a.md'), scope)
    return { section, scope, before: hash(old), text: typeof next === 'string' ? next : next(old) }
  })
}

const rewrite = (document: string, ...changes: Change[]): string | undefined => {
  const edit: DocumentEdit = documentEdit('a.md', replacements(document, ...changes))
  return decode(edit.rewrite(encode(document))?.bytes)
}

test('one section is replaced, and nothing else', t => {
  t.is(rewrite('a\n\n# A\nold\n\n# B\nb', ['A', '# A\nnew\n']), 'a\n\n# A\nnew\n\n# B\nb')
})

test('a section is whole with its subsections, or its own text', t => {
  const text = '# A\nold\n\n## B\nb\n\n# C\n'
  t.is(rewrite(text, ['A', '# A\nnew']), '# A\nnew\n\n# C\n')
  t.is(rewrite(text, ['A', '# A\nnew', 'own']), '# A\nnew\n\n## B\nb\n\n# C\n')
})

test('several sections are replaced at once', t => {
  t.is(
    rewrite('# A\na\n# B\nb\n# C\nc\n', ['C', '# C\nccc'], ['A', '# A\n']),
    '# A\n# B\nb\n# C\nccc\n',
  )
})

test('the last section keeps having no newline at its end, or having several', t => {
  t.is(rewrite('# A\nold', ['A', '# A\nnew\n\n']), '# A\nnew')
  t.is(rewrite('# A\nold\n\n\n', ['A', '# A\nnew']), '# A\nnew\n\n\n')
  t.is(rewrite('# A', ['A', '# A\n\nnew\n']), '# A\n\nnew')
})

test('new text takes the line endings of the section', t => {
  t.is(
    rewrite('# A\r\nold\r\n\r\n# B\r\n', ['A', '# A\nnew\nmore\n']),
    '# A\r\nnew\r\nmore\r\n\r\n# B\r\n',
  )
  t.is(rewrite('# A\rold\r# B\r', ['A', '# A\nnew\nmore\n']), '# A\rnew\rmore\r# B\r')
  t.is(rewrite('# B\r\n\r\n# A', ['A', '# A\nnew']), '# B\r\n\r\n# A\r\nnew')
})

test('in a section of mixed line endings every unchanged line keeps its own', t => {
  t.is(
    rewrite('# A\r\none\ntwo\r\nthree\rfour\r\n\n# B\n', [
      'A',
      '# A\nzero\none\nthree\nfour\nfive\n',
    ]),
    '# A\r\nzero\r\none\nthree\rfour\r\nfive\r\n\n# B\n',
  )
})

test('a byte order mark, NUL and characters of several bytes stay', t => {
  const text = '\uFEFF# 甲\n\u0000é𠮷\n# B\nb\u0000👩‍👩‍👧\n'
  t.is(rewrite(text, ['甲', '# 甲\n新\n']), '\uFEFF# 甲\n新\n# B\nb\u0000👩‍👩‍👧\n')
  t.is(rewrite(text, ['B', '# B\nü\n']), '\uFEFF# 甲\n\u0000é𠮷\n# B\nü\n')
})

const marked = (text: string) => `# A\n<!-- git-doc: section=x -->${text}<!-- git-doc: end -->\nz\n`

test('a marked section is replaced between its markers', t => {
  t.is(rewrite(marked('\nold\n'), ['x', 'new']), marked('\nnew\n'))
  t.is(rewrite(marked('\n\nold\n\n'), ['x', 'new\n']), marked('\n\nnew\n\n'))
  t.is(rewrite(marked('\n'), ['x', 'new']), marked('\nnew\n'))
  t.is(rewrite(marked('\n\n'), ['x', 'new']), marked('\nnew\n'))
  t.is(rewrite(marked('\n\n\n'), ['x', 'new\n\n']), marked('\n\nnew\n'))
  t.is(rewrite(marked('\nold\n'), ['x', '']), marked('\n\n'))
})

test('a marked section without an end is replaced up to the next heading, and keeps its place', t => {
  const open = (text: string) => `# A\n<!-- git-doc: section=x -->\n${text}\n## B\nz\n`
  t.is(rewrite(open('old\n'), ['x', 'new\n']), open('new\n'))
  t.is(rewrite(open('## C\nold\n'), ['x', '## C\nnew\n']), open('## C\nnew\n'))
  t.throws(() => rewrite(open('old\n'), ['x', 'new\n\n### C\n\nmore\n']), {
    code: 'ANSWER_STRUCTURE',
  })
})

test('an empty marked section in a document with CRLF gets lines with CRLF', t => {
  const crlf = (text: string) => text.replaceAll('\n', '\r\n')
  t.is(rewrite(crlf(marked('\n')), ['x', 'new\nmore']), crlf(marked('\nnew\nmore\n')))
})

test('the change says where each section stood and stands, in bytes', t => {
  const document = '\uFEFF# é\nold\n# B\n'
  const edit = documentEdit('a.md', replacements(document, ['B', '# B\nbé\n'], ['é', '# é\nnéw\n']))
  const bytes = encode(document)
  const rewritten = edit.rewrite(bytes)
  t.is(rewritten?.change.file, 'a.md')
  t.deepEqual(
    rewritten?.change.sections.map(({ section }) => section),
    ['é', 'B'],
  )
  for (const { before, after } of rewritten?.change.sections ?? []) {
    t.is(hash(bytes.subarray(before.start, before.end)), before.sha256)
    t.is(hash(rewritten?.bytes.subarray(after.start, after.end) ?? ''), after.sha256)
  }
  t.is(decode(rewritten?.bytes), '\uFEFF# é\nnéw\n# B\nbé\n')
})

test('an empty list of replacements leaves a document as it is', t => {
  t.is(rewrite('# A\n'), '# A\n')
})

// Copies that are not the one a text was made for

const inCopy = (document: string, copy: string, ...changes: Change[]) =>
  decode(documentEdit('a.md', replacements(document, ...changes)).rewrite(encode(copy))?.bytes)

test('a copy that differs elsewhere takes the new text', t => {
  const change: Change = ['A', '# A\nnew\n']
  t.is(
    inCopy('# A\nold\n# B\n', 'x\n# 0\n# A\nold\n# B\nb\n', change),
    'x\n# 0\n# A\nnew\n# B\nb\n',
  )
  t.is(inCopy('# A\nold\n# B\n', '# A\r\nold\r\n# B\r\n', change), '# A\r\nnew\r\n# B\r\n')
})

test('a copy whose section differs, or has gone, does not', t => {
  t.is(inCopy('# A\nold\n', '# A\nedited\n', ['A', '# A\nnew\n']), undefined)
  t.is(inCopy('# A\nold\n', '# B\nold\n', ['A', '# A\nnew\n']), undefined)
  t.is(inCopy('# A\na\n# B\nb\n', '# A\na\n# B\nB\n', ['A', '# A\n'], ['B', '# B\n']), undefined)
})

test('a new section of the same title does not hide the one that is meant', t => {
  const change: Change = ['X', '## X\nnew\n']
  t.is(
    inCopy('# A\n## X\nx\n', '# A\n## X\nx\n# B\n## X\ny\n', change),
    '# A\n## X\nnew\n# B\n## X\ny\n',
  )
  t.is(inCopy('# A\n## X\nx\n', '# A\n## X\nx\n# B\n## X\nx\n', change), undefined)
})

test('a copy that cannot be read, or whose markers are not in order, takes nothing', t => {
  const edit = documentEdit('a.md', replacements('# A\nold\n', ['A', '# A\nnew\n']))
  t.is(edit.rewrite(new Uint8Array([0x23, 0x20, 0x41, 0x0a, 0xff])), undefined)
  t.is(inCopy('# A\nold\n', `# A\nold\n# B\n<!-- git-doc: end -->\n`, ['A', '# A\nnew']), undefined)
})

test('texts for one place, or for a section and one below it, are our own mistake', t => {
  const text = '# A\na\n## B\nb\n'
  const overlap = (...changes: Change[]) =>
    t.throws(() => rewrite(text, ...changes), { message: /^Two texts for one place of a\.md/ })
  overlap(['A', '# A\n'], ['B', '## B\n'])
  overlap(['A', '# A\n', 'own'], ['A', '# A\n', 'own'])
  t.notThrows(() => rewrite(text, ['A', '# A\n', 'own'], ['B', '## B\n']))
})

// Definitions

test('definitions that are used elsewhere survive a text that lost them', t => {
  t.is(
    rewrite('# A\n[x] and [^n]\n# B\nold\n\n[x]: /x\n[y]: /y\n[^n]: note\n', ['B', '# B\nnew\n']),
    '# A\n[x] and [^n]\n# B\nnew\n\n[x]: /x\n[^n]: note\n',
  )
})

test('definitions that the new text itself still uses survive', t => {
  t.is(
    rewrite('# B\n[x], old\n\n[x]: /x\n', ['B', '# B\n[x], new\n']),
    '# B\n[x], new\n\n[x]: /x\n',
  )
})

test('a lost definition joins those that were kept', t => {
  t.is(
    rewrite('# A\n[x]\n# B\n[y]\n\n[x]: /x\n[y]: /y\n', ['B', '# B\n[y]!\n\n[y]: /y\n']),
    '# A\n[x]\n# B\n[y]!\n\n[y]: /y\n[x]: /x\n',
  )
})

test('a footnote of several lines survives as a whole, in the line endings of the document', t => {
  t.is(
    rewrite('# A\r\n[^n]\r\n# B\r\nb\r\n\r\n[^n]: one\r\n\r\n    two\r\n', ['B', '# B\nnew\n']),
    '# A\r\n[^n]\r\n# B\r\nnew\r\n\r\n[^n]: one\r\n\r\n    two\r\n',
  )
})

test('a definition that another of its name overrules need not survive', t => {
  t.is(rewrite('[x]: /1\n\n# A\n[x]\n# B\n[x]: /2\n', ['B', '# B\n']), '[x]: /1\n\n# A\n[x]\n# B\n')
})

// What a new text may not do

const refuses = (t: ExecutionContext, text: string, change: Change, what: RegExp) => {
  const error = t.throws(() => rewrite(text, change), { code: 'ANSWER_STRUCTURE' })
  t.regex(error?.message ?? '', what)
  t.true(error?.message.startsWith(`a.md: with the new text of "${change[0]}", `))
}
const harmful = test.macro({
  exec: (t, next: string, what: RegExp) =>
    refuses(t, '# T\n[x] [z]\n\n## A\nold\n## B\nb\n\n[x]: /x\n', ['A', next], what),
  title: what => `a new text is refused: ${what}`,
})
test('an open fence', harmful, '## A\n```\ncode\n', /the heading "## B" after it would no longer/)
test('an open comment', harmful, '## A\n<!-- note\n', /the heading "## B"/)
test('open HTML', harmful, '## A\n<script>\n', /the heading "## B"/)
test('a heading of its level', harmful, '## A\n## C\n', /"## C" would begin a section/)
test('a higher heading', harmful, '## A\n# C\n', /"# C" would begin a section/)
test('another level of its own', harmful, '### A\nnew\n', /its own heading would be gone/)
test('no heading', harmful, 'new\n', /its own heading would be gone/)
test('nothing', harmful, '', /its own heading would be gone/)
test(
  'a comment of ours',
  harmful,
  '## A\n<!-- git-doc: ignore -->\n',
  /new comment "git-doc: ignore"/,
)
test('half a marked section', harmful, '## A\n<!-- git-doc: end -->\n', /"git-doc" comment/)
test(
  'a link elsewhere moved',
  harmful,
  '## A\n[x]: /evil\n',
  /\[x\], used elsewhere, .* somewhere else/,
)
test('text elsewhere made a link', harmful, '## A\n[z]: /evil\n', /\[z\], plain text elsewhere/)

test('a setext heading must not swallow the end of a new text', t => {
  refuses(t, '# A\n```\na\n```\nB\n---\n', ['A', '# A\nnew', 'own'], /what begins|the heading "B"/)
})

test('what follows a marked section may not be swallowed by it', t => {
  refuses(t, marked('\nold\n'), ['x', '```\ncode'], /"git-doc" comment|would no longer be read/)
})

test('what a marked section made part of its HTML may not become a heading without it', t => {
  const text =
    '<!-- git-doc: section=x -->\n<div>\n<!-- git-doc: end -->\n# Not a heading\n\n# One\n'
  refuses(t, text, ['x', ''], /"# Not a heading" after it would be read otherwise/)
  t.is(rewrite(text, ['x', '<p>\n']), text.replace('<div>', '<p>'))
  const apart = text.replace('end -->\n', 'end -->\n\n')
  t.is(rewrite(apart, ['x', '']), apart.replace('<div>', ''))
})

test('a marked section brings no heading of the section around it', t => {
  refuses(t, marked('\nold\n'), ['x', '# New\n'], /"# New" would begin a section/)
  t.is(rewrite(marked('\nold\n'), ['x', '## New\n']), marked('\n## New\n'))
})

test('markers within a section stay with it', t => {
  refuses(t, marked('\nold\n'), ['A', '# A\nz\n'], /"git-doc: section=x code=""" would be lost/)
  const globs = '# A\n<!-- git-doc: section=x code="evil/**" -->\nold\n<!-- git-doc: end -->\nz\n'
  refuses(t, marked('\nold\n'), ['A', globs], /would be lost or moved/)
  t.is(rewrite(marked('\nold\n'), ['A', marked('\nnew\n')]), marked('\nnew\n'))
})

test('a heading below its own may be added, removed and renamed', t => {
  const text = '# A\n## B\nb\n### C\nc\n## D\n'
  t.is(rewrite(text, ['B', '## B\n### E\n#### F\n']), '# A\n## B\n### E\n#### F\n## D\n')
  t.is(rewrite(text, ['B', '## New title\nb\n']), '# A\n## New title\nb\n## D\n')
})

test('a document of one megabyte is rewritten', t => {
  const part = (n: number) => `## Heading ${n}\n\n~~~\n${'# some code\n'.repeat(300)}~~~\n\n`
  const text = Array.from({ length: 280 }, (_, n) => part(n)).join('')
  t.true(text.length > 1e6)
  const next = rewrite(text, ['Heading 200', old => old.replace('some', 'any')])
  t.is(next, text.replace(part(200), part(200).replace('some', 'any')))
})
