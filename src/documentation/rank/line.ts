import { remembered } from '../cache.ts'
import { type Word, words } from '../terms.ts'
import { definitionsOn, indentation } from './definitions.ts'
import { literalsOf } from './literals.ts'

/** A line of code as ranking sees it. */
export interface Line {
  readonly words: readonly Word[]
  /** Numbers, versions, paths and the like. */
  readonly literals: readonly string[]
  /** The names that it defines. */
  readonly names: readonly string[]
  readonly indentation: number
}

/** Reads a line once for all that is asked of it: the lines around changes are the same in many commits. */
export const lineOf = remembered(
  (text): Line => {
    let names: readonly string[] | undefined
    return {
      words: words(text),
      literals: literalsOf(text),
      // Of tests nobody asks what they define.
      get names() {
        names ??= definitionsOn(text)
        return names
      },
      indentation: indentation(text),
    }
  },
  { entries: 20_000 },
)
