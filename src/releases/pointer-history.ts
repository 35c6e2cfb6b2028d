import type { TouchingCommit } from '../ports/release-git.ts'
import { type Pointer, parsePointer, pointerChanges } from './pointer.ts'
import { type PointerTrailers, readPointerTrailers } from './pointer-trailers.ts'
import { nameOf } from './release.ts'

/** A commit that changed the pointer, as Git tells it. */
export interface PointerCommit extends TouchingCommit {
  /** The text of the pointer's file here, and in each parent. */
  readonly text: string | undefined
  readonly before: readonly (string | undefined)[]
}

/** A change of the pointer, in a commit. */
export interface PointerStep {
  readonly commit: string
  readonly at: string
  /** Who made the commit. */
  readonly author: TouchingCommit['author']
  readonly subject: string
  readonly parents: readonly string[]
  readonly pointer: Pointer
  /** Why the file is no pointer here. */
  readonly problem?: string | undefined
  /** What is here as in no parent. */
  readonly changes: ReturnType<typeof pointerChanges>
  /** What the commit says of it; undefined if it was made by hand. */
  readonly said?: PointerTrailers | undefined
}

/** The history of a pointer, the oldest change first. Commits that only bring together what their parents have are left out. */
export const pointerSteps = (commits: readonly PointerCommit[]): readonly PointerStep[] =>
  commits.flatMap(each => {
    const { commit, at, author, subject, parents, text, before, trailers } = each
    const read = parsePointer(text)
    const problem = 'problem' in read ? read.problem : undefined
    const pointer = 'problem' in read ? {} : read.pointer
    const parentPointers = (before.length > 0 ? before : [undefined]).map(pointerIn)
    const own = parentPointers
      .map(parent => pointerChanges(parent, pointer))
      .reduce((all, changes) => all.filter(one => changes.some(other => sameChange(one, other))))
    if (own.length === 0 && problem === undefined) return []
    return [
      {
        ...{ commit, at, author, subject, pointer, problem, changes: own },
        parents,
        said: readPointerTrailers(trailers),
      },
    ]
  })

const pointerIn = (text: string | undefined): Pointer => {
  const read = parsePointer(text)
  return 'problem' in read ? {} : read.pointer
}

type Change = PointerStep['changes'][number]

/** Whether two parents differ from here in the same package: then what is here is in neither. */
const sameChange = (one: Change, other: Change): boolean =>
  one.package === other.package && one.to === other.to

/** Every release that a history names, `name@version`, with the first commit that named it. */
export const everReleased = (steps: readonly PointerStep[]): ReadonlyMap<string, PointerStep> => {
  const found = new Map<string, PointerStep>()
  for (const step of steps)
    for (const { package: name, to } of step.changes) {
      const release = to === undefined ? undefined : nameOf({ package: name, version: to })
      if (release !== undefined && !found.has(release)) found.set(release, step)
    }
  return found
}

/**
 * The version that a package had before the one it has: each activation is put on top, and a rollback takes off what came after
 * the version that it goes back to. Undefined if there is none.
 */
export const versionBefore = (steps: readonly PointerStep[], name: string): string | undefined => {
  const stack: string[] = []
  for (const { changes } of steps)
    for (const change of changes) {
      if (change.package !== name || change.to === undefined) continue
      const known = stack.indexOf(change.to)
      if (known >= 0) stack.length = known
      stack.push(change.to)
    }
  return stack.at(-2)
}
