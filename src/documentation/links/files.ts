/** The files of a tree, as far as links go. */
export interface Files {
  readonly paths: ReadonlySet<string>
  /** Whether there is a file or folder of this path. */
  has(path: string): boolean
  /** Whether the path leads through a symbolic link or a submodule, which the tree does not show. */
  isBehind(path: string): boolean
  /** The one path that differs from this only in case. */
  inOtherCase(path: string): string | undefined
  /** The one file of this name, wherever it lies. */
  byName(name: string): string | undefined
}

/** Looks through a tree's entries; `mode` as Git writes it. */
export const filesOf = (
  entries: readonly { readonly path: string; readonly mode: string }[],
): Files => {
  const paths = new Set(entries.map(({ path }) => path))
  const folders = new Set<string>([''])
  for (const path of paths) addFolders(folders, path)
  const doors = new Set(
    entries.filter(({ mode }) => mode === '120000' || mode === '160000').map(({ path }) => path),
  )
  const has = (path: string) => paths.has(path) || folders.has(path)
  const lower = lazily(() => onlyOnes([...paths, ...folders], path => path.toLowerCase()))
  const names = lazily(() => onlyOnes(paths, path => path.slice(path.lastIndexOf('/') + 1)))
  return {
    paths,
    has,
    isBehind: path => doors.size > 0 && above(path).some(folder => doors.has(folder)),
    inOtherCase: path => lower().get(path.toLowerCase()),
    byName: name => names().get(name),
  }
}

const addFolders = (folders: Set<string>, path: string) => {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end)
    if (folders.has(folder)) return
    folders.add(folder)
  }
}

const above = (path: string): string[] => {
  const names = path.split('/')
  return names.map((_, place) => names.slice(0, place + 1).join('/'))
}

const lazily = <Value>(make: () => Value): (() => Value) => {
  let value: Value | undefined
  return () => {
    value ??= make()
    return value
  }
}

/** Paths by a key, where no other path has the same one. */
const onlyOnes = (
  paths: Iterable<string>,
  keyOf: (path: string) => string,
): Map<string, string> => {
  const found = new Map<string, string>()
  const shared = new Set<string>()
  for (const path of paths) {
    const key = keyOf(path)
    if (found.has(key)) shared.add(key)
    found.set(key, path)
  }
  for (const key of shared) found.delete(key)
  return found
}
