import test from 'ava'
import { markersIn } from '../../../../src/kinds/commit/effects/code-markers.ts'
import type { FileChange } from '../../../../src/ports/diff.ts'
import { worldOf } from '../../../support/commit-world.ts'
import { edited } from '../../../support/diff.ts'

const comment = '// git-doc: README.md#Usage\n'

const sectionsOf = async (status: FileChange['status'], before: string, after: string) => {
  const blobs = new Map([
    ['before', before],
    ['after', after],
  ])
  const { repository, ...rest } = worldOf()
  const world = {
    ...rest,
    repository: {
      ...repository,
      blob: async (id: string) => new TextEncoder().encode(blobs.get(id) ?? ''),
    },
  }
  const file = { ...edited('src/a.ts', ['a'], ['b']), status, oldBlob: 'before', newBlob: 'after' }
  return (await markersIn([file], world)).map(({ section }) => section)
}

test('a comment that was there before the commit chooses its section', async t => {
  t.deepEqual(await sectionsOf('modified', `${comment}a`, `${comment}b`), ['Usage'])
  t.deepEqual(await sectionsOf('renamed', `${comment}a`, `b\n${comment}`), ['Usage'])
  t.deepEqual(await sectionsOf('deleted', `${comment}a`, ''), ['Usage'])
})

test('a comment that the commit itself adds or takes away chooses nothing', async t => {
  t.deepEqual(await sectionsOf('modified', 'a', `${comment}b`), [])
  t.deepEqual(await sectionsOf('added', '', `${comment}b`), [])
  t.deepEqual(await sectionsOf('modified', `${comment}a`, 'b'), [])
  t.deepEqual(
    await sectionsOf('modified', `${comment}a`, '// git-doc: SECURITY.md#Reporting\nb'),
    [],
  )
})
