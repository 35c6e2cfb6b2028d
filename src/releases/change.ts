/** How grave a change is. `unknown` is what cannot be decided: it counts as major. */
export type ChangeLevel = 'major' | 'minor' | 'patch' | 'unknown'
export type Bump = 'major' | 'minor' | 'patch'

/** A difference between two releases. */
export interface Change {
  readonly level: ChangeLevel
  /** What changed, as a sentence; for `unknown` also why nobody can tell. */
  readonly message: string
  /** The file below the release, as it is called in the later one if it is there. */
  readonly file: string
  /** A JSON Pointer into the later file, or the earlier one for what is gone. */
  readonly pointer?: string | undefined
}

const gravity = { major: 3, unknown: 3, minor: 2, patch: 1 } as const

/** The step of the version that some changes ask for; undefined if nothing changed. */
export const requiredBump = (changes: readonly Change[]): Bump | undefined => {
  const highest = Math.max(0, ...changes.map(({ level }) => gravity[level]))
  return ([undefined, 'patch', 'minor', 'major'] as const)[highest]
}
