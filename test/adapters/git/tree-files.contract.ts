import test, { type ExecutionContext } from 'ava'
import type { TreeFiles } from '../../../src/ports/release-git.ts'

/** Makes a tree of these files, and opens it. */
export type OpenTreeFiles = (
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
) => Promise<TreeFiles>

const files = {
  'README.md': '# Tool\n',
  'a/one.txt': 'one\n',
  'a/b/two.txt': '',
  'a/b/drei Ä.txt': 'drei\n',
  'ab/four.txt': 'four\n',
}

/** What every `TreeFiles` promises. Each adapter's test file calls this once. */
export const treeFilesContract = (open: OpenTreeFiles) => {
  test('the files below a folder are listed by their paths from the root, sorted', async t => {
    const tree = await open(t, files)
    t.deepEqual(await tree.list('a'), ['a/b/drei Ä.txt', 'a/b/two.txt', 'a/one.txt'])
    t.deepEqual(await tree.list('a/b'), ['a/b/drei Ä.txt', 'a/b/two.txt'])
    t.deepEqual(await tree.list(''), Object.keys(files).sort())
  })

  test('a folder that is not there has no files and no tree, nor has a file', async t => {
    const tree = await open(t, files)
    for (const place of ['c', 'a/c', 'a/one.txt', 'A', 'a/b/two.txt/x']) {
      t.deepEqual(await tree.list(place), [], place)
      t.is(await tree.treeOf(place), undefined, place)
    }
  })

  test('a file is read as it is, also an empty one, and a folder is none', async t => {
    const tree = await open(t, files)
    t.is(await tree.read('a/b/drei Ä.txt'), 'drei\n')
    t.is(await tree.read('a/b/two.txt'), '')
    t.is(await tree.read('README.md'), '# Tool\n')
    for (const place of ['a', 'a/two.txt', 'readme.md', ''])
      t.is(await tree.read(place), undefined, place)
  })

  test('equal folders have equal trees, and others have others', async t => {
    const same = { 'a/x': '1\n', 'b/x': '1\n', 'c/x': '2\n', 'd/y': '1\n' }
    const tree = await open(t, same)
    const [a, b, c, d] = await Promise.all(['a', 'b', 'c', 'd'].map(tree.treeOf))
    t.truthy(a)
    t.is(a, b)
    t.is(new Set([a, c, d]).size, 3)
  })
}
