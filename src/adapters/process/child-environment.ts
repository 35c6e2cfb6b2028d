import type { Environment } from './environment.ts'

/** What every child inherits; a name that ends in `*` stands for all that begin so. */
const inherited = ['PATH', 'HOME', 'LANG', 'LC_*', 'TMPDIR']

/** Without these, programs on Windows do not start or find no folder to write to. */
const onWindows = [
  'APPDATA',
  'COMSPEC',
  'HOMEDRIVE',
  'HOMEPATH',
  'LOCALAPPDATA',
  'PATHEXT',
  'PROGRAMDATA',
  'PROGRAMFILES*',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'USERNAME',
  'USERPROFILE',
  'WINDIR',
]

/** The environment of a child: what is on the list and what `more` names. */
export const childEnvironment = (
  own: Environment,
  more: readonly string[] = [],
  system: NodeJS.Platform = process.platform,
): Record<string, string> => {
  const isWindows = system === 'win32'
  // Windows compares names without case, and calls PATH "Path".
  const same = (name: string) => (isWindows ? name.toUpperCase() : name)
  const names = [...inherited, ...(isWindows ? onWindows : []), ...more].map(same)
  const isAllowed = (name: string) =>
    names.some(each => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : each === name))
  const entries = Object.entries(own).flatMap(([name, value]) =>
    value !== undefined && isAllowed(same(name)) ? [[same(name), value] as const] : [],
  )
  return Object.fromEntries(entries)
}
