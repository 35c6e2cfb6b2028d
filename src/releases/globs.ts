import picomatch from 'picomatch'

/** Whether a path matches any of some globs. Dots are ordinary characters. */
export const matcherOf = (globs: readonly string[]): ((path: string) => boolean) =>
  globs.length === 0 ? () => false : picomatch([...globs], { dot: true, windows: false })
