import { pathToFileURL } from 'node:url'

/** The lines of a stack that are in the repository's own files, as `at name (jobs/x.ts:3:5)`. */
export const ownLines = (stack: string, root: string): readonly string[] => {
  const base = `${pathToFileURL(root).href}/`
  return stack
    .split('\n')
    .map(line => line.trim())
    .filter(
      line => line.startsWith('at ') && line.includes(base) && !line.includes('node_modules/'),
    )
    .map(line => decodeURI(line.replaceAll(base, '')))
    .slice(0, 50)
}

/** Where the first of them is: `jobs/x.ts:3:5`. */
export const firstPlace = (lines: readonly string[]): string | undefined =>
  /([^\s()]+:\d+:\d+)\)?$/.exec(lines[0] ?? '')?.[1]
