import test from 'ava'
import { attributeValues, readHtml } from '../../../src/documentation/markdown/html.ts'

test('tags come with their attributes, each where its value is written', t => {
  const text = 'a <img\n  src=d.png alt="x &amp; y"> <A class="x" HREF=\'c.md\'>H</A>'
  const { tags } = readHtml(text)
  t.deepEqual(
    tags.map(({ name, attributes }) => [name, attributes.map(({ value }) => value)]),
    [
      ['img', ['d.png', 'x & y']],
      ['a', ['x', 'c.md']],
    ],
  )
  t.deepEqual(
    tags.flatMap(({ attributes }) => attributes.map(({ start, end }) => text.slice(start, end))),
    ['d.png', 'x &amp; y', 'x', 'c.md'],
  )
})

test('comments hold no tags, and what is shown as it is says so', t => {
  const { tags, comments } = readHtml(
    '<!-- <a href="x"> --><pre><a href="y"></a></pre><a href="z">',
  )
  t.deepEqual(comments, ['<!-- <a href="x"> -->'])
  t.deepEqual(
    tags.map(({ name, verbatim }) => `${name} ${verbatim}`),
    ['pre false', 'a true', 'a false'],
  )
})

test('headings are read with what stands in them', t => {
  t.deepEqual(readHtml('<h3 align="center">Made <b>of</b> HTML &amp; more</h3><h2>open').headings, [
    'Made of HTML & more',
  ])
})

for (const open of ['<script src="x', "<img onerror='y", '<iframe src=z'])
  test(`a tag that nothing closes is read: ${open}`, t => {
    const { tags } = readHtml(open)
    t.is(tags.length, 1)
    t.is(attributeValues({ tags }, new Set(['src', 'onerror'])).length, 1)
  })
