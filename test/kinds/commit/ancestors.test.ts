import test from 'ava'
import { rememberedAncestors } from '../../../src/kinds/commit/ancestors.ts'
import type { CommitFacts } from '../../../src/ports/repository.ts'

/** A line of commits 0 to 9 with one more beside it, and how often Git is asked about it. */
const line = () => {
  const asked = { contains: 0, commits: 0 }
  const parentOf = (id: string): string[] => {
    if (id === 'beside') return ['4']
    return id === '0' ? [] : [String(Number(id) - 1)]
  }
  const ancestors = (id: string): string[] => [...parentOf(id).flatMap(ancestors), id]
  const repository = {
    commit: async (id: string) => ({ commit: id, parents: parentOf(id) }) as unknown as CommitFacts,
    async contains(of: string, commit: string) {
      asked.contains += 1
      return ancestors(of).includes(commit)
    },
    async commits({ to }: { readonly to: string | readonly string[] }) {
      asked.commits += 1
      return [to].flat().flatMap(ancestors)
    },
  }
  return { asked, contains: rememberedAncestors(repository) }
}

test('one question is asked as it is, and many about one tip are answered by one list', async t => {
  const { asked, contains } = line()
  t.true(await contains('9', '3'))
  t.deepEqual(asked, { contains: 1, commits: 0 })
  for (const id of ['0', '1', '2', '8', '9']) t.true(await contains('9', id), id)
  t.deepEqual(asked, { contains: 1, commits: 1 })
})

test('a tip that was built on a listed one needs no list of its own', async t => {
  const { asked, contains } = line()
  for (const id of ['1', '2']) await contains('5', id)
  for (const tip of ['6', '7', '8', '9']) t.true(await contains(tip, '3'), tip)
  t.true(await contains('9', '7'))
  t.deepEqual(asked, { contains: 1, commits: 1 })
})

test('what is not listed is asked for: it may be older, or nowhere in that history', async t => {
  const { asked, contains } = line()
  for (const id of ['1', '2']) await contains('9', id)
  t.false(await contains('9', 'beside'))
  t.false(await contains('3', '9'))
  t.is(asked.contains, 3)
})
