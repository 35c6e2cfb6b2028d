import { satisfies } from 'semver'
import type { Manifest, Requirement } from './manifest.ts'
import type { Pointer } from './pointer.ts'

/** Why a release cannot have an input that it requires. */
export interface UnmetRequirement {
  readonly requirement: Requirement
  /** What would be active of it. */
  readonly active: string | undefined
}

/**
 * What a release requires. A schema of an input that its manifest names by a URN is one that it was written for: the input has to be
 * that version or a later one that is compatible with it.
 */
export const requirementsOf = ({
  required,
  pins,
}: Pick<Manifest, 'required' | 'pins'>): readonly Requirement[] => [
  ...required,
  ...pins
    .filter(({ package: name }) => required.some(each => each.package === name))
    .map(({ package: name, version }) => ({ package: name, range: `^${version}` })),
]

/** The requirements that a pointer does not meet. */
export const unmetBy = (
  requirements: readonly Requirement[],
  pointer: Pointer,
): readonly UnmetRequirement[] =>
  requirements
    .map(requirement => ({ requirement, active: activeOf(requirement.package, pointer) }))
    .filter(({ requirement: { range }, active }) => active === undefined || !isIn(active, range))

/** Packages that require each other in a circle, the first again at the end; undefined if `start` is in none. */
export const circleFrom = (
  start: string,
  requiredBy: (name: string) => readonly string[],
): readonly string[] | undefined => {
  const seen = new Set<string>()
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    for (const next of requiredBy(name)) {
      if (next === start) return [...path, next]
      if (seen.has(next)) continue
      seen.add(next)
      const circle = visit(next, [...path, next])
      if (circle) return circle
    }
    return undefined
  }
  return visit(start, [start])
}

const activeOf = (name: string, pointer: Pointer): string | undefined =>
  Object.hasOwn(pointer, name) ? pointer[name] : undefined

const isIn = (version: string, range: string): boolean => range === '*' || satisfies(version, range)
