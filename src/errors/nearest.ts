import { distance } from 'fastest-levenshtein'

/** The name of several that a person most likely meant; undefined if none is similar. */
export const nearest = (name: string, known: readonly string[]): string | undefined =>
  known
    .map(each => ({ each, far: distance(each, name) }))
    .filter(({ far }) => far <= Math.max(2, name.length / 3))
    .sort((one, other) => one.far - other.far)[0]?.each
