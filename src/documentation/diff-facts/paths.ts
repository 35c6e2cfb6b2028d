import type { Diff, FileChange } from '../../ports/diff.ts'
import type { Move } from './fact.ts'

type Renamed = FileChange & { readonly from: string }

/** Files that Git saw moving and that are gone from their old path; folders, where the tree shows that nothing stayed. */
export const paths = (diff: Diff, tree?: readonly string[]): Move[] => {
  const there = new Set([
    ...diff.filter(({ status }) => status !== 'deleted').map(({ path }) => path),
    ...(tree ?? []),
  ])
  const moved = diff.filter(isRenamed).filter(({ from, path }) => from !== path && !there.has(from))
  const files = moved.map(
    ({ from, path: to }): Move => ({
      kind: 'path',
      from,
      to,
      folder: false,
      file: to,
    }),
  )
  return [...files, ...(tree ? folders(moved, there) : [])]
}

const isRenamed = (change: FileChange): change is Renamed =>
  change.status === 'renamed' && change.from !== undefined

const folders = (moved: readonly Renamed[], there: ReadonlySet<string>): Move[] => {
  const targets = new Map<string, Map<string, Renamed>>()
  for (const change of moved) {
    for (const [from, to] of folderPairs(change.from, change.path)) {
      const known = targets.get(from) ?? new Map<string, Renamed>()
      targets.set(from, known.set(to, known.get(to) ?? change))
    }
  }
  return [...targets].flatMap(([from, known]) => {
    const [[to, change] = ['', undefined], ...others] = known
    const left = [...there].some(path => path.startsWith(`${from}/`))
    if (!to || !change || others.length > 0 || left) return []
    return [{ kind: 'path', from, to, folder: true, file: change.path }]
  })
}

/** `a/b/c/x.ts → a/d/c/x.ts` moved the folder `a/b` to `a/d`, and with it `a/b/c` to `a/d/c`. */
const folderPairs = (before: string, after: string): [from: string, to: string][] => {
  const from = before.split('/')
  const to = after.split('/')
  const pairs: [string, string][] = []
  while (from.length > 1 && to.length > 1 && from.at(-1) === to.at(-1)) {
    from.pop()
    to.pop()
    pairs.push([from.join('/'), to.join('/')])
  }
  return pairs.filter(([was, is]) => was !== is)
}
