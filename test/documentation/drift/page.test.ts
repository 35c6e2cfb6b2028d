import test from 'ava'
import { ignoredIn } from '../../../src/documentation/drift/page.ts'
import { linksIn, skimTargets } from '../../../src/documentation/links/targets.ts'
import { isIn } from '../../../src/documentation/markdown/parse.ts'

const text = `---
title: "[no](front-matter.md)"
---

# Title

A [link](a.md "title"), an ![image](b.png), [a reference][r] and <a class="x" href='c.md'>HTML</a>.
\`[code](no.md)\`

    [indented](no.md)

\`\`\`md
[fenced](no.md)
\`\`\`

<!-- [comment](no.md) <a href="no.md"> -->
<pre><a href="no.md"></a></pre>
<img
  src=d.png>

[r]: <e f.md>
[unused]: no.md
[balanced](g(1).md)
`

test('links are those a reader can follow, each where its target is written', t => {
  const found = linksIn(text).map(({ target, start, end }) => [target, text.slice(start, end)])
  const expected = ['a.md', 'b.png', 'c.md', 'd.png', 'e f.md', 'g(1).md']
  t.deepEqual(
    found,
    expected.map(target => [target, target]),
  )
})

test('skimming a text finds every link that reading it finds', t => {
  const skimmed = skimTargets(text)
  for (const { target } of linksIn(text)) t.true(skimmed.has(target), target)
})

const ignored = (written: string): string[] => {
  const spans = ignoredIn(written)
  const isIgnored = (link: { readonly start: number }) => spans.some(span => isIn(link, span))
  return linksIn(written)
    .filter(isIgnored)
    .map(({ target }) => target)
}
const note = '<!-- git-doc: ignore -->'

test('a comment beside text stands for its line', t => {
  t.deepEqual(ignored(`[a](a) ${note}\n[b](b)\n`), ['a'])
  t.deepEqual(ignored(`- [a](a) ${note}\n- [b](b)\n`), ['a'])
  t.deepEqual(ignored(`<img src="a"> ${note}\n<img src="b">\n`), ['a'])
  t.deepEqual(ignored(`| x |\n| - |\n| [a](a) ${note} |\n| [b](b) |\n`), ['a'])
})

test('a comment alone stands for its section with those below, before the first heading for all', t => {
  t.deepEqual(ignored(`# A\n[a](a)\n\n${note}\n\n## B\n[b](b)\n\n# C\n[c](c)\n`), ['a', 'b'])
  t.deepEqual(ignored(`${note}\n\n# A\n[a](a)\n`), ['a'])
})

test('a comment in code asks for nothing', t => {
  t.deepEqual(ignored(`[a](a) \`${note}\`\n`), [])
})
