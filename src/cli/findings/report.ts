/** An error is certain enough to fail the command, a warning only if that was asked for, a note never. */
export type Level = 'error' | 'warning' | 'note'

/** What a command found in a file, for all commands alike. */
export interface Finding {
  readonly rule: string
  readonly level: Level
  readonly message: string
  /** What to do about it, where that is certain. */
  readonly hint?: string | undefined
  /** Its path in the repository. */
  readonly file: string
  /** From 1; columns count UTF-16 units, and `endColumn` is the one after the last. */
  readonly line: number
  readonly column: number
  readonly endColumn: number
  /** The line itself. */
  readonly text: string
  /** The same for the same finding when lines have moved. */
  readonly fingerprint: string
  /** It was there before the base or in the baseline. */
  readonly old: boolean
}

/** A rule that findings name. */
export interface Rule {
  readonly id: string
  /** Its name in PascalCase, as SARIF wants it. */
  readonly name: string
  readonly level: Level
  /** A sentence that says what it finds. */
  readonly description: string
}

/** What a command found, for every format in which findings are written. */
export interface FindingsReport {
  /** The command, as in `check`. */
  readonly command: string
  readonly version: string
  readonly rules: readonly Rule[]
  readonly findings: readonly Finding[]
  /** Rules that were skipped, each with the reason. */
  readonly skipped: readonly { readonly rule: string; readonly reason: string }[]
  /** No rule that could have failed the command was skipped. */
  readonly isDecided: boolean
  /** There was a base or a baseline, so `old` means something. */
  readonly isCompared: boolean
  /** Warnings fail the command like errors. */
  readonly isStrict: boolean
  /** How many files were checked, and what they are called: `document`. */
  readonly looked: { readonly count: number; readonly what: string }
  /** Notes are all that the command looks for, so every format shows them. */
  readonly showsNotes?: boolean
  /** What a person is shown instead of the findings with their lines. */
  readonly text?: readonly string[]
  /** What Markdown shows instead of a table of findings. */
  readonly markdown?: string
}

/** Whether a finding makes the command fail. */
export const isBlocking = ({ isStrict }: FindingsReport, { level, old }: Finding): boolean =>
  !old && (level === 'error' || (isStrict && level === 'warning'))

/** New findings that a person should see first: more than notes, unless the command looks for notes. */
export const isPressing = (
  { showsNotes = false }: Pick<FindingsReport, 'showsNotes'>,
  { level, old }: Finding,
): boolean => !old && (level !== 'note' || showsNotes)

/** Text without control characters, line ends and changes of direction, with which it could show something else. */
export const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ')

/** `1 error`, `2 errors`. */
export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`

/** How many new findings there are by level, as a sentence without its period. */
export const tally = ({ findings, looked, showsNotes = false }: FindingsReport): string => {
  const levels: readonly Level[] = showsNotes ? ['error', 'warning', 'note'] : ['error', 'warning']
  const counts = levels.map(level =>
    counted(findings.filter(each => each.level === level && !each.old).length, level),
  )
  return `${counts.join(', ')} in ${counted(looked.count, looked.what)}`
}
