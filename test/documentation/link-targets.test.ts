import test from 'ava'
import { addressesOf, anchorsOf, brokenBecause } from '../../src/documentation/link-targets.ts'

const guide =
  '# Guide\n\n## Set up\n\n## Set up\n\n<a name="Old-Name"></a>\n\n(label)=\n## Last {#own}\n'
const targets = {
  paths: new Set(['README.md', 'docs/guide.md', 'docs/a b.md', 'src/index.ts']),
  text: (path: string) => (path === 'docs/guide.md' ? guide : undefined),
}

test('a text leads where its links, images, definitions and HTML lead', t => {
  t.deepEqual(
    addressesOf(
      '[a](b.md) ![c](d.png)\n\n[e]: f.md\n\n<a href="g.md">h</a> <!-- <a href="no.md"> -->\n\n`[x](y.md)`\n',
    ),
    ['b.md', 'd.png', 'f.md', 'g.md'],
  )
})

test('anchors are those GitHub makes and those the document sets', t => {
  const anchors = anchorsOf(guide)
  for (const name of ['guide', 'set-up', 'set-up-1', 'old-name', 'label', 'own'])
    t.true(anchors.has(name), name)
})

const right = [
  '#set-up-1',
  '#Set-Up',
  '../README.md',
  '/src/index.ts',
  '../src',
  '../src/',
  'guide',
  'guide.html#set-up',
  'a%20b.md',
  './guide.md?plain=1#guide',
  '../../issues',
  'https://x.org/y',
  'mailto:a@b.c',
  '../README.md#unread',
  '%E0%A4%A/../guide.md',
]
for (const address of right)
  test(`a link leads somewhere, or nobody can tell: ${address}`, t =>
    t.is(brokenBecause(address, 'docs/guide.md', targets), undefined))

for (const address of ['#nowhere', 'none.md', '../lib/', 'guide.md#none', '/guide.md'])
  test(`a link leads nowhere: ${address}`, t =>
    t.is(typeof brokenBecause(address, 'docs/guide.md', targets), 'string'))
