import test from 'ava'
import { destinationOf } from '../../../src/documentation/links/destination.ts'
import { filesOf } from '../../../src/documentation/links/files.ts'
import { sitesOf } from '../../../src/documentation/links/scope.ts'

const tree = (...paths: string[]) => paths.map(path => ({ path, mode: '100644' }))

const lead = test.macro<[string, string, string?, string[]?]>({
  exec(t, target: string, expected: string, document = 'docs/guide.md', more: string[] = []) {
    const entries = [
      ...tree('README.md', 'docs/guide.md', 'docs/Setup.md', 'docs/a b.md', 'docs/api/index.md'),
      ...tree('src/cli.ts', ...more),
      { path: 'linked', mode: '120000' },
      { path: 'sub', mode: '160000' },
    ]
    const files = filesOf(entries)
    const to = destinationOf(document, target, files, sitesOf(files.paths))
    const where = to.state === 'unknown' ? '' : ` ${to.path}`
    t.is(
      `${to.state}${where}${to.state === 'there' && to.anchor ? ` #${to.anchor}` : ''}`,
      expected,
    )
  },
  title: (title, target, expected) => `${title ?? String(target)}: ${String(expected)}`,
})

test('a file beside the document', lead, 'Setup.md', 'there docs/Setup.md')
test('a file above', lead, '../src/cli.ts', 'there src/cli.ts')
test('a folder, with or without a slash at its end', lead, '../src/', 'there src')
test('a query is GitHub’s own', lead, '../README.md?raw=true', 'there README.md')
test('percent signs are decoded', lead, 'a%20b.md', 'there docs/a b.md')
test('an anchor goes along, decoded', lead, 'Setup.md#caf%C3%A9', 'there docs/Setup.md #café')
test('an anchor alone means the document', lead, '#usage', 'there docs/guide.md #usage')
test('from the root with a slash', lead, '/README.md', 'there README.md')
test('a page may be named without its ending', lead, './Setup', 'there docs/Setup.md')
test('a folder of pages has an index', lead, './api', 'there docs/api')
test('HTML that is made of Markdown', lead, 'Setup.html', 'there docs/Setup.md')
test('a file that is not there', lead, 'gone.md', 'missing docs/gone.md')
test('upper and lower case count', lead, 'setup.md', 'missing docs/setup.md')
test('a folder that is not there', lead, './gone/', 'missing docs/gone')
test('a word is no path', lead, 'url', 'unknown')
test('GitHub’s own pages lie outside', lead, '../../issues/new.md', 'unknown')
test('another site', lead, 'https://example.org/gone.md', 'unknown')
test('a scheme of any kind', lead, 'mailto:ada@example.org', 'unknown')
test('a template', lead, '{{ base }}/gone.md', 'unknown')
test('nothing is known behind a symbolic link', lead, '../linked/gone.md', 'unknown')
test('nothing is known in a submodule', lead, '../sub/gone.md', 'unknown')
test('a router knows pages by other names', lead, './gone', 'unknown', 'docs/guide.md', [
  'mkdocs.yml',
])
test('a site’s root is not the repository’s', lead, '/gone.md', 'unknown', 'docs/guide.md', [
  'website/docusaurus.config.js',
])
test(
  'GitHub shows the README of a site’s repository',
  lead,
  './gone',
  'missing gone',
  'README.md',
  ['mkdocs.yml'],
)
test(
  'a file is missing in a site, too',
  lead,
  'gone.png',
  'missing docs/gone.png',
  'docs/guide.md',
  ['mkdocs.yml'],
)
