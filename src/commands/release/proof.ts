/** What can be wrong with what was in production, by its id. */
export const proofRules = {
  'verify.pointer-unreadable': ['error', 'A commit has a pointer that cannot be read.'],
  'verify.release-missing': ['error', 'A pointer names a release that its commit does not have.'],
  'verify.not-as-said': ['error', 'A pointer is not as its commit says.'],
  'verify.by-hand': ['warning', 'A pointer was changed without git-doc.'],
  'verify.rules-failed': ['error', 'A release that was activated does not pass the rules.'],
  'verify.report-differs': ['error', 'The report of an activation is not the one that it names.'],
  'verify.released-changed': ['error', 'A release that was in production was changed.'],
  'verify.staged-changed': ['note', 'A release was changed after it was staged.'],
} as const

/** Something that speaks against what was in production. */
export interface Proof {
  readonly rule: keyof typeof proofRules
  readonly level: 'error' | 'warning' | 'note'
  readonly message: string
  readonly file: string
  readonly commit?: string | undefined
  readonly release?: string | undefined
  readonly hint?: string | undefined
}
