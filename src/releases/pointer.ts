import { valid } from 'semver'
import type { ReleaseName } from './release.ts'

/** What is in production: the version of each package. */
export type Pointer = Readonly<Record<string, string>>

/** What reading a pointer's file gives: the pointer, or why it is none. */
export type PointerRead = { readonly pointer: Pointer } | { readonly problem: string }

/**
 * Reads the pointer's file. A file that is missing or empty names nothing. Versions that are not semantic are refused: nothing
 * could be compared with them.
 */
export const parsePointer = (text: string | undefined): PointerRead => {
  if (text === undefined || text.trim() === '') return { pointer: {} }
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return { problem: 'it is not valid JSON' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'it is not an object of packages and their versions' }
  for (const [name, version] of Object.entries(value)) {
    if (typeof version !== 'string' || valid(version) !== version)
      return { problem: `the version of ${JSON.stringify(name)} is not a semantic version` }
  }
  return { pointer: inOrder(Object.entries(value)) }
}

/** A pointer as its file has it: one way only, so that the same pointer is the same blob. */
export const printPointer = (pointer: Pointer): string =>
  `${JSON.stringify(inOrder(Object.entries(pointer)), null, 2)}\n`

/** A pointer after some releases were activated. */
export const withReleases = (pointer: Pointer, releases: readonly ReleaseName[]): Pointer =>
  inOrder([
    ...Object.entries(pointer),
    ...releases.map(({ package: name, version }) => [name, version] as const),
  ])

/** What changed from one pointer to another: `undefined` where a package came or went. */
export const pointerChanges = (
  before: Pointer,
  after: Pointer,
): readonly {
  readonly package: string
  readonly from: string | undefined
  readonly to: string | undefined
}[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .map(name => ({ package: name, from: before[name], to: after[name] }))
    .filter(({ from, to }) => from !== to)

// Names that look like numbers come first in any object; the order is that of the file all the same, and always the same.
const inOrder = (entries: readonly (readonly [string, string])[]): Pointer =>
  Object.fromEntries(
    [...new Map(entries)].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)),
  )
