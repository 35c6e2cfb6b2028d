// One of the large packages of which the command line and the library share a copy (scripts/build.js).
// @ts-expect-error The package describes its parser in another folder.
import { parse as parseAll } from 'sucrase/dist/parser/index.js'

export { transform } from 'sucrase'

/** A token; `isType` if it goes with the types. */
interface Token {
  readonly start: number
  readonly end: number
  readonly isType: boolean
}

/** The tokens of a TypeScript module, as the transformation sees them. */
export const tokensOf = (source: string): readonly Token[] =>
  parseAll(source, false, true, false).tokens
