import type { History, PastCommit, RepositoryFacts } from '../../ports/repository.ts'
import { git } from './command.ts'
import { isObjectId } from './objects.ts'

/** The history of a repository as Git lists it, without lines. */
export const openHistory = ({ root }: RepositoryFacts): History => ({
  async before(tips, most) {
    const walk = ['rev-list', '--topo-order', '--parents', `--max-count=${most}`, '--stdin']
    const { stdout } = await git(walk, { cwd: root, input: `${tips.join('\n')}\n` })
    const links = stdout
      .toString()
      .split('\n')
      .filter(Boolean)
      .map(line => line.split(' '))
      .reverse()
    const single = links.filter(ids => ids.length <= 2).map(([id]) => id)
    const paths = await touched(root, single as string[])
    return links.map(([id = '', ...parents]) => ({
      commit: id,
      parents,
      touched: paths.get(id) ?? [],
    }))
  },
})

const listing = [
  'diff-tree',
  '--stdin',
  '--root',
  '-r',
  '-z',
  '--name-status',
  '--no-renames',
  '--no-ext-diff',
  '--ignore-submodules=none',
  '--no-relative',
]

const touched = async (root: string, ids: readonly string[]) => {
  const paths = new Map<string, PastCommit['touched']>()
  if (ids.length === 0) return paths
  const { stdout } = await git(listing, {
    cwd: root,
    input: `${ids.join('\n')}\n`,
  })
  const words = stdout.toString().split('\0')
  let current: { path: string; status: string }[] = []
  for (let at = 0; at < words.length - 1; at++) {
    const word = (words[at] ?? '').trim()
    if (isObjectId(word)) {
      current = []
      paths.set(word, current)
    } else {
      at += 1
      current.push({ status: word, path: words[at] ?? '' })
    }
  }
  return paths
}
