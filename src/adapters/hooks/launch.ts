import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What hook.sh starts, and where it leaves its notes. */
export interface Launch {
  /** Absolute paths of Node and of git-doc's own program. */
  readonly node: string
  readonly cli: string
  /** The state folder, absolute or from the working tree's top; undefined for the usual one. */
  readonly state?: string | undefined
  readonly config?: string | undefined
}

/** The folder in the common git directory that holds what was installed. */
export const ownFolder = (commonDirectory: string): string => join(commonDirectory, 'git-doc')

export const scriptFile = (commonDirectory: string): string =>
  join(ownFolder(commonDirectory), 'hook.sh')

export const launchFile = (commonDirectory: string): string =>
  join(ownFolder(commonDirectory), 'launch')

/** The file that hook.sh reads its paths from: lines of sh. */
export const launchText = ({ node, cli, state = '', config = '' }: Launch): string => {
  // Windows' sh cannot ask after processes that are not its own.
  const signals = process.platform === 'win32' ? '' : 'yes'
  const values = { node: slashed(node), cli: slashed(cli), state: slashed(state), config, signals }
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('')
}

/** What was installed here; undefined if nothing was, or nothing that can be read. */
export const readLaunch = async (commonDirectory: string): Promise<Launch | undefined> => {
  const text = await readFile(launchFile(commonDirectory), 'utf8').catch(() => '')
  const values = new Map(
    [...text.matchAll(/^(\w+)='((?:[^']|'\\'')*)'$/gm)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll("'\\''", "'"),
    ]),
  )
  const [node, cli] = [values.get('node'), values.get('cli')]
  if (!node || !cli) return undefined
  return {
    node,
    cli,
    state: values.get('state') || undefined,
    config: values.get('config') || undefined,
  }
}

/** A word of sh that stands for this text and nothing else. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Git's sh on Windows knows both, and takes one of them for an escape elsewhere. */
export const slashed = (path: string): string =>
  process.platform === 'win32' ? path.replaceAll('\\', '/') : path
