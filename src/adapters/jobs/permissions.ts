import { statSync } from 'node:fs'
import { isAbsolute, join, sep } from 'node:path'
import type { JobPermissions } from '../../ports/jobs.ts'

/** What Node is told about a job's process. */
export interface Limits {
  readonly root: string
  readonly permissions: JobPermissions
  /** What it must read to begin: git-doc's programs, the compiled job, packages. */
  readonly needed: readonly string[]
  /** Bytes. */
  readonly memory?: number | undefined
}

/** The arguments of Node that keep a job within its limits. `version` is Node's. */
export const nodeFlags = (
  { root, permissions, needed, memory }: Limits,
  version = process.versions.node,
): readonly string[] => {
  const at = (path: string) => place(isAbsolute(path) ? path : join(root, path))
  const readable = largest([...permissions.read.map(at), ...permissions.write.map(at), ...needed])
  const writable = largest(permissions.write.map(at))
  return [
    hasStablePermissions(version) ? '--permission' : '--experimental-permission',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    ...readable.map(path => `--allow-fs-read=${path}`),
    ...writable.map(path => `--allow-fs-write=${path}`),
    ...(permissions.run ? ['--allow-child-process'] : []),
    ...(permissions.net && enforcesNetwork(version) ? ['--allow-net'] : []),
    ...(memory === undefined ? [] : [`--max-old-space-size=${Math.ceil(memory / 2 ** 20)}`]),
  ]
}

const isAtLeast = (version: string, major: number, minor: number): boolean => {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

const hasStablePermissions = (version: string): boolean =>
  isAtLeast(version, 23, 5) || (version.startsWith('22.') && isAtLeast(version, 22, 13))

/** Since Node 25. */
export const enforcesNetwork = (version = process.versions.node): boolean =>
  isAtLeast(version, 25, 0)

/** A folder ends in a separator: only then Node takes what is in it as well. What is not there yet is what it is written as. */
const place = (path: string): string => {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory()
  return isFolder && !path.endsWith(sep) ? path + sep : path
}

/** Without what lies in another folder of the list: Node 20 ends at a path that is there twice. */
const largest = (paths: readonly string[]): readonly string[] =>
  [...new Set(paths)].filter(
    path => !paths.some(other => other !== path && other.endsWith(sep) && path.startsWith(other)),
  )
