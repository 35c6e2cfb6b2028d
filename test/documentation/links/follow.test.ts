import test from 'ava'
import { anchorsOf, skimAnchors } from '../../../src/documentation/links/anchors.ts'
import { followLink, linkedTree } from '../../../src/documentation/links/follow.ts'

const guide = `# Guide

## Set up

## Set up

<h2>Options</h2>

<a name="Old-Name"></a>

(label)=
## Last {#own}

### --config-string
`
const texts = new Map([
  ['docs/guide.md', guide],
  ['docs/page.md', '---\ntitle: x\n---\n# A\n'],
])
const entries = ['README.md', ...texts.keys(), 'docs/a b.md', 'src/index.ts'].map(path => ({
  path,
  mode: '100644',
}))

/** Both commands follow links in the same way: `check` first by skimmed anchors, `update` by those it reads. */
const trees = [anchorsOf, skimAnchors].map(anchors =>
  linkedTree(entries, async path => texts.get(path), anchors),
)

const leads = test.macro<[string, 'there' | 'missing' | 'unknown']>({
  async exec(t, target, expected) {
    for (const tree of trees)
      t.is((await followLink('docs/guide.md', target, tree)).state, expected, target)
  },
  title: (_, target, expected) => `${target} is ${expected}`,
})

const there = [
  '#set-up-1',
  '#options',
  '#Old-Name',
  '#user-content-guide',
  '#label',
  '#own',
  '../README.md',
  '/src/index.ts',
  '../src',
  '../src/',
  'guide',
  'guide.html#set-up',
  'a%20b.md',
  './guide.md?plain=1#guide',
  '%E0%A4%A/../guide.md',
]
for (const target of there) test(leads, target, 'there')

const missing = ['#nowhere', 'none.md', '../lib/', 'guide.md#none', '/guide.md']
for (const target of missing) test(leads, target, 'missing')

const unknown = [
  '#top',
  '#L12',
  'guide.md#L12',
  '../src/index.ts#L12-L14',
  '#Set-Up',
  '{{site}}/x',
  '{{ site }}/x.md',
  'nothing',
  'graphs/contributors',
  '../../issues',
  'https://x.org/y',
  'mailto:a@b.c',
  'page.md#none',
  '../README.md#unread',
]
for (const target of unknown) test(leads, target, 'unknown')

test('an anchor that differs in punctuation is unknown, and GitHub’s own spelling is named', async t => {
  for (const tree of trees)
    t.like(await followLink('docs/guide.md', '#config-string', tree), {
      state: 'unknown',
      instead: '--config-string',
    })
})
