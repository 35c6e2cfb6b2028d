import type { FindingLevel, RuleId } from './rules.ts'

/** Something that a rule has against a release. */
export interface Finding {
  readonly rule: RuleId
  readonly level: FindingLevel
  readonly message: string
  /** From the root of the repository. */
  readonly file: string
  /** A JSON Pointer (RFC 6901) into the file, where the matter has one. */
  readonly pointer?: string | undefined
  /** From 1, where it is known. */
  readonly line?: number | undefined
  /** What to do about it. */
  readonly hint: string
}
