import { isAbsolute, join, relative, resolve, sep } from 'node:path'

export interface ConfigPlace {
  /** The top of the working tree. */
  readonly root: string
  /** What `--config` named, from the current folder; `.git-doc/config.toml` of the root if left out. */
  readonly file?: string | undefined
}

/** Where the configuration is, and how messages name it: from the root, with `/`. */
export const placeOf = ({ root, file }: ConfigPlace): { path: string; shown: string } => {
  const path = file === undefined ? join(root, '.git-doc', 'config.toml') : resolve(file)
  const inside = relative(root, path)
  const shown =
    inside.startsWith('..') || isAbsolute(inside) ? (file ?? path) : inside.split(sep).join('/')
  return { path, shown }
}
