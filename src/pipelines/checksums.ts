/** A file and the SHA-256 that it should have. */
export interface Checksum {
  readonly path: string
  readonly sha256: string
}

/**
 * Reads what `sha256sum` writes, also with `--tag`: one file a line. Paths must lead to files below the folder of the list. A text says
 * what is wrong with it.
 */
export const readChecksums = (text: string): readonly Checksum[] | string => {
  const sums: Checksum[] = []
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const sum = plainLine(line) ?? taggedLine(line)
    if (!sum) return `line ${at + 1} is no SHA-256 of a file`
    if (sum.path.startsWith('/') || sum.path.split('/').includes('..'))
      return `line ${at + 1} leads out of the folder of the list`
    sums.push(sum)
  }
  return sums.length > 0 ? sums : 'it lists no file'
}

/** A backslash before the line says that backslashes and line ends in the name are escaped. */
const plainLine = (line: string): Checksum | undefined => {
  const [, escaped, sha256, path] = /^(\\?)([0-9a-fA-F]{64}) [ *](.+)$/.exec(line) ?? []
  if (sha256 === undefined || path === undefined) return undefined
  return { sha256: sha256.toLowerCase(), path: escaped ? unescaped(path) : path }
}

const taggedLine = (line: string): Checksum | undefined => {
  const [, path, sha256] = /^SHA256 \((.+)\) = ([0-9a-fA-F]{64})$/.exec(line) ?? []
  return sha256 !== undefined && path !== undefined
    ? { sha256: sha256.toLowerCase(), path }
    : undefined
}

const unescaped = (path: string): string =>
  path.replace(/\\([\\nr])/g, (_, character: string) =>
    character === 'n' ? '\n' : character === 'r' ? '\r' : '\\',
  )
