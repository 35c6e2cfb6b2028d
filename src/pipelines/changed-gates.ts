import picomatch from 'picomatch'
import type { Gate } from '../ports/pipeline-settings.ts'

/** The gates whose `paths` match none of the files that changed. A gate without `paths` concerns all of them. */
export const unchangedGates = (
  gates: readonly Gate[],
  changed: readonly string[],
): readonly string[] =>
  gates
    .filter(({ paths }) => paths.length > 0 && !changed.some(matcherOf(paths)))
    .map(({ name }) => name)

const matcherOf = (globs: readonly string[]): ((path: string) => boolean) => {
  const wanted = globs.filter(glob => !glob.startsWith('!'))
  const ignore = globs.filter(glob => glob.startsWith('!')).map(glob => glob.slice(1))
  const matches = picomatch(wanted, { dot: true, ignore })
  return path => matches(path)
}
