import test from 'ava'
import {
  anchorsOf,
  canTell,
  hasAnchor,
  nearAnchor,
  skimAnchors,
} from '../../../src/documentation/links/anchors.ts'

const text = `# The \`__init__\` *call*

## Usage & more
## Usage & more

Options
-------

<h3 align="center">Made <b>of</b> HTML</h3>
<a name=plain></a><a id="quoted"></a>

### Explicit {#own}

\`\`\`md
## Not a heading
\`\`\`
`

const expected = [
  'the-__init__-call',
  'usage--more',
  'usage--more-1',
  'options',
  'explicit-own',
  'made-of-html',
  'plain',
  'quoted',
  'own',
]

test('anchors are what GitHub makes of headings, and what HTML sets', t => {
  t.deepEqual([...anchorsOf(text)], expected)
})

test('skimming finds the same anchors', t => {
  t.deepEqual([...skimAnchors(text)].sort(), [...expected].sort())
})

test('what code shows sets no anchor', t => {
  t.deepEqual([...anchorsOf('`<a id="no">`\n\n```html\n<h2 id="no">No</h2>\n```\n')], [])
})

test('an anchor is there by its name or as GitHub prefixes it', t => {
  const anchors = new Set(['usage'])
  t.true(hasAnchor(anchors, 'usage'))
  t.true(hasAnchor(anchors, 'user-content-usage'))
  t.false(hasAnchor(anchors, 'Usage'))
})

test('of some anchors nobody can tell', t => {
  const anchors = new Set(['usage'])
  for (const anchor of ['top', 'readme', 'L12-L14', ':~:text=x', 'Usage', '用法'])
    t.false(canTell(anchors, anchor), anchor)
  t.true(canTell(anchors, 'gone'))
})

test('anchors that differ only in punctuation may be the same elsewhere', t => {
  t.is(nearAnchor(new Set(['--config-string']), 'config-string'), '--config-string')
  t.is(nearAnchor(new Set(['--config-string']), 'config'), undefined)
})
