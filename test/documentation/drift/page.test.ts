import test from 'ava'
import { isIgnored, pageOf } from '../../../src/documentation/drift/page.ts'
import { skimTargets } from '../../../src/documentation/drift/skim.ts'

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
  const { links } = pageOf(text)
  const found = links.map(({ target, start, end }) => [target, text.slice(start, end)])
  const expected = ['a.md', 'b.png', 'c.md', 'd.png', 'g(1).md', 'e f.md']
  t.deepEqual(
    found,
    expected.map(target => [target, target]),
  )
})

test('skimming a text finds every link that reading it finds', t => {
  const skimmed = skimTargets(text)
  for (const { target } of pageOf(text).links) t.true(skimmed.has(target), target)
})

const ignored = (written: string): string[] => {
  const page = pageOf(written)
  return page.links.filter(link => isIgnored(page, link)).map(({ target }) => target)
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
