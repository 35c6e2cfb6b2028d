import picomatch from 'picomatch'
import { remembered } from './cache.ts'

/** Whether a path matches any of some globs. Dots are ordinary characters, `dir/` means everything below it, `!glob` excludes. */
export const matcher = (globs: readonly string[]): ((path: string) => boolean) =>
  compiled(globs.join('\n'))

/** Compiling a glob takes longer than planning a commit, and the same few are asked for again and again. */
const compiled = remembered(
  (list): ((path: string) => boolean) => {
    const globs = list.split('\n').filter(Boolean)
    const wanted = globs.filter(glob => !glob.startsWith('!')).map(wholeFolder)
    const unwanted = globs
      .filter(glob => glob.startsWith('!'))
      .map(glob => wholeFolder(glob.slice(1)))
    if (wanted.length === 0) return () => false
    // Alike on every system: picomatch would read backslashes as separators on Windows.
    const options = { dot: true, windows: false, nonegate: true, ignore: unwanted }
    const matches = picomatch(wanted, options)
    return remembered(path => matches(path), { entries: 2000 })
  },
  { entries: 200 },
)

/** People write a folder as `docs/`; a glob needs `docs/**`. */
const wholeFolder = (glob: string): string => {
  const path = glob.replace(/^\.?\//, '')
  return path.endsWith('/') ? `${path}**` : path
}
