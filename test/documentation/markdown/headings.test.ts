import test from 'ava'
import { createdTitles, editedSections } from '../../../src/documentation/edited-sections.ts'
import { headingsOf, lineSections, preamble } from '../../../src/documentation/markdown/headings.ts'
import { sections } from '../../../src/documentation/sections.ts'
import { diffOf } from '../../support/diff.ts'

const text = `Words before.

# Tool \`x\`

\`\`\`sh
# no heading
\`\`\`

Setext
------

Text.

### [Deep](https://example.org) ###

| a |
| --- |

## Last
`

test('headings are found line by line, outside fences', t => {
  t.deepEqual(
    headingsOf(text).map(({ title, depth, line }) => [title, depth, line]),
    [
      ['Tool x', 1, 3],
      ['Setext', 2, 9],
      ['Deep', 3, 14],
      ['Last', 2, 19],
    ],
  )
})

test('sections by line are those that a full reading of the Markdown finds', t => {
  const [first, ...others] = lineSections(text)
  t.like(first, { title: preamble, line: 1, start: 0 })
  const whole = sections(text).map(({ address, path, depth, start, end, ownEnd }) => {
    return { address, path, depth, start, end, ownEnd }
  })
  t.deepEqual(
    others.map(({ address, path, depth, start, end, ownEnd }) => {
      return { address, path, depth, start, end, ownEnd }
    }),
    whole,
  )
  t.deepEqual(lineSections(''), [])
})

const edit = (diff: string) => {
  const [change] = diffOf(`--- a/R.md\n+++ b/R.md\n${diff}`)
  if (!change) throw new Error('no change')
  return change
}

test('an edited section is one with removed lines, or the one before an insertion', t => {
  const titles = (diff: string) =>
    editedSections(lineSections(text), edit(diff)).map(({ title }) => title)
  t.deepEqual(titles('@@ -11,3 +11,3 @@\n \n-Text.\n+Words.\n \n'), ['Setext'])
  t.deepEqual(titles('@@ -17,3 +17,7 @@\n | --- |\n \n+## New\n+\n+It is new.\n+\n ## Last\n'), [
    'Deep',
  ])
  t.deepEqual(titles('@@ -12,1 +12,2 @@\n Text.\n+\n'), [])
  t.deepEqual(titles('@@ -1,1 +1,2 @@\n+Top.\n Words before.\n'), [preamble])
})

test('a heading that only moves is not a new one', t => {
  const moved = '@@ -1,2 +1,3 @@\n-## Old\n+## New\n text\n+## Old\n'
  t.deepEqual(createdTitles(edit(moved)), ['New'])
})
