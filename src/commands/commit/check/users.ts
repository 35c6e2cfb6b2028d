import { isCode, takesIn } from '../../../documentation/drift/scope.ts'
import type { Snapshot } from './snapshot.ts'

/** The code file that reads each of these documents: `go:embed`, `include_str!`, or opening the file. */
export const usersOf = async (
  { files, code: read }: Snapshot,
  documents: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  // Every folder has one of these, and most code that reads one is a build tool.
  const sought = [...documents]
    .map(file => ({ file, name: file.slice(file.lastIndexOf('/') + 1) }))
    .filter(({ name }) => !/^(?:readme|contributing|changelog|index)\b/i.test(name))
  if (sought.length === 0) return found
  for (const path of files.paths) {
    if (!isCode(path)) continue
    const code = (await read(path)) ?? ''
    for (const { file, name } of sought) if (takes(code, name)) found.set(file, path)
  }
  return found
}

const takes = (code: string, name: string): boolean =>
  code.includes(name) && code.split('\n').some(line => line.includes(name) && takesIn(line))
