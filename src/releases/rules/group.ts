import type { Finding } from '../finding.ts'
import type { DataFile, LoadedRelease } from '../loaded.ts'
import { type FindingLevel, levelOf, type RuleId } from '../rules.ts'
import type { Staging } from '../staging.ts'
import { pointerOf } from '../text/json-pointer.ts'

/** Some rules that are asked together about one release. */
export type RuleCheck = (
  loaded: LoadedRelease,
  staging: Staging,
) => readonly Finding[] | Promise<readonly Finding[]>

/** Makes a finding about a place in a file of data, with its line. */
export const findingAt = (
  rule: RuleId,
  file: Pick<DataFile, 'file' | 'lineOf'>,
  path: readonly string[],
  { message, hint, level = levelOf(rule) }: { message: string; hint: string; level?: FindingLevel },
): Finding => ({
  rule,
  level,
  message,
  file: file.file,
  pointer: pointerOf(path),
  line: file.lineOf(path),
  hint,
})

/** Makes a finding about a file as a whole, or one line of it. */
export const findingIn = (
  rule: RuleId,
  file: string,
  {
    message,
    hint,
    line,
    level = levelOf(rule),
  }: { message: string; hint: string; line?: number | undefined; level?: FindingLevel },
): Finding => ({ rule, level, message, file, line, hint })
