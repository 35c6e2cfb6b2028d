import type { Layout } from './layout.ts'
import type { PackageRelease, ReleaseName, ReleasePlace, TreeReader } from './release.ts'

/** All releases of a tree, by package and version. What is below a folder whose name begins with `_` or `.` is none. */
export const releasesIn = async (
  layout: Layout,
  tree: TreeReader,
): Promise<readonly ReleasePlace[]> => {
  const place = placeIn(layout)
  const found = new Map<string, ReleasePlace>()
  for (const path of await tree.list(layout.root)) {
    const release = place(path)
    if (release && !found.has(release.folder)) found.set(release.folder, release)
  }
  return [...found.values()]
}

/** The release that a file from the root of the repository belongs to; undefined if it belongs to none. */
export const placeIn = (layout: Layout): ((path: string) => ReleasePlace | undefined) => {
  const shape = shapeOf(layout)
  return path => {
    const [folder, groups] = matched(shape, path)
    const { package: name = lastOf(layout.root), version } = groups
    if (folder === undefined || version === undefined || /^[_.]/.test(name)) return undefined
    return { package: name, version, folder }
  }
}

/** The folder of a release, from the root of the repository. */
export const folderOf = (layout: Layout, { package: name, version }: ReleaseName): string =>
  [layout.root, layout.folder.replaceAll('{package}', name).replaceAll('{version}', version)]
    .filter(Boolean)
    .join('/')

/** Reads a release; undefined if the tree has none of that name. */
export const readRelease = async (
  layout: Layout,
  tree: TreeReader,
  name: ReleaseName,
): Promise<PackageRelease | undefined> => {
  const folder = folderOf(layout, name)
  const [id, paths] = await Promise.all([tree.treeOf(folder), tree.list(folder)])
  if (id === undefined || paths.length === 0) return undefined
  const files = await Promise.all(
    paths.map(async path => [path.slice(folder.length + 1), await textOf(tree, path)] as const),
  )
  return { ...name, folder, tree: id, files: new Map(files) }
}

const textOf = async (tree: TreeReader, path: string): Promise<string> => {
  const text = (await tree.read(path)) ?? ''
  return text.includes('\0') ? '' : text
}

const shapeOf = ({ root, folder }: Layout): RegExp => {
  const source = [root, folder]
    .filter(Boolean)
    .join('/')
    .split(/(\{package\}|\{version\})/)
    .map(part =>
      /^\{\w+\}$/.test(part)
        ? `(?<${part.slice(1, -1)}>[^/]+)`
        : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('')
  return new RegExp(`^(?<folder>${source})/.`)
}

const matched = (
  shape: RegExp,
  path: string,
): readonly [string | undefined, Readonly<Record<string, string | undefined>>] => {
  const groups = shape.exec(path)?.groups ?? {}
  return [groups.folder, groups]
}

const lastOf = (root: string): string => root.slice(root.lastIndexOf('/') + 1)
