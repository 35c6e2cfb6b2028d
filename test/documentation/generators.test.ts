import test from 'ava'
import { generatorsIn } from '../../src/documentation/generators.ts'

test('generators are known by their configuration, at the top or in a folder of documents', t => {
  t.deepEqual(generatorsIn(['mkdocs.yml', 'src/a.py']), ['MkDocs'])
  t.deepEqual(generatorsIn(['docs/source/conf.py', 'Doxyfile.in']), ['Doxygen', 'Sphinx'])
  t.deepEqual(generatorsIn(['website/docusaurus.config.ts']), ['Docusaurus'])
  t.deepEqual(generatorsIn(['docs/.vitepress/config.mts']), ['VitePress'])
  t.deepEqual(generatorsIn(['docs/book.toml']), ['mdBook'])
})

test('a file of the same name elsewhere is no sign', t => {
  t.deepEqual(generatorsIn(['src/server/conf.py', 'test/fixtures/mkdocs.yml', 'README.md']), [])
})
