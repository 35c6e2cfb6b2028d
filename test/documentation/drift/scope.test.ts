import test from 'ava'
import { isChecked, isCode, namesToday, takesIn } from '../../../src/documentation/drift/scope.ts'
import { hasFrontMatter, sitesOf } from '../../../src/documentation/links/scope.ts'

test('documents of tests and of others are left alone', t => {
  for (const path of ['README.md', 'docs/a.mdx', 'pkg/b.markdown', 'test/README.md'])
    t.true(isChecked(path), path)
  for (const path of [
    'vendor/x/README.md',
    'test/fixtures/a.md',
    'a/testdata/b.md',
    'node_modules/x/readme.md',
    'tests/format/a.md',
    'src/a.ts',
  ])
    t.false(isChecked(path), path)
})

test('names of yesterday are looked for in no changelog, guide to migration or licence', t => {
  for (const path of ['README.md', 'docs/options.md']) t.true(namesToday(path), path)
  for (const path of [
    'CHANGELOG.md',
    'docs/upgrading/v2.md',
    'docs/deprecations.md',
    'docs/v3-notes.md',
    'LICENSE.md',
    '.github/pull_request_template.md',
    '.changeset/brown-cat.md',
  ])
    t.false(namesToday(path), path)
})

test('a site generator has the documents below it, and those of the repository’s docs folder', t => {
  const all = (...paths: string[]) => sitesOf(paths)
  t.true(all('mkdocs.yml')('docs/a.md'))
  t.true(all('docs/.vitepress/config.ts')('docs/guide/a.md'))
  t.true(all('docs/config.json', 'docs/content/a.md')('docs/content/a.md'))
  t.true(all('website/docusaurus.config.js')('docs/a.md'))
  t.false(all('packages/site/astro.config.mjs')('packages/lib/docs/a.md'))
  t.false(all('config.toml')('docs/a.md'))
  t.false(all('mkdocs.yml')('README.md'))
  t.false(all('docs/conf.py')('packages/lib/README.md'))
})

test('front matter and Pandoc’s title are other programs’ sources', t => {
  t.true(hasFrontMatter('---\ntitle: x\n---\n# A\n'))
  t.true(hasFrontMatter('+++\ntitle = "x"\n+++\n# A\n'))
  t.true(hasFrontMatter('% tool(1) Manual\n'))
  t.false(hasFrontMatter('# A\n\n---\n\nB\n\n---\n'))
})

test('code that takes a document in is not code that only names it', t => {
  t.true(takesIn('//go:embed mount.md'))
  t.true(takesIn('#![doc = include_str!("../docs/a.md")]'))
  t.false(takesIn('// See docs/a.md.'))
  t.true(isCode('src/a.go'))
  t.false(isCode('a.json'))
})
