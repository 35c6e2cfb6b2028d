import { isAbsolute, relative, sep } from 'node:path'

/** The path from a folder to a file in it, with `/`; undefined if it leads elsewhere, or is the folder. */
export const inside = (folder: string, path: string): string | undefined => {
  const way = relative(folder, path).split(sep)
  return way[0] === '' || way[0] === '..' || isAbsolute(way.join(sep)) ? undefined : way.join('/')
}
