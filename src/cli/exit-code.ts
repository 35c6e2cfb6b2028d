import { isGitDocError } from '../errors/error.ts'

/** The exit codes of the program (SPEC F4). */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  undecided: 3,
  busy: 75,
  interrupted: 130,
} as const

const byCode: Readonly<Record<string, number>> = {
  BUSY: exitCode.busy,
  INTERRUPTED: exitCode.interrupted,
  USAGE: exitCode.usage,
  CONFIG_INVALID: exitCode.usage,
  CONFIRMATION_NEEDED: exitCode.usage,
  ALREADY_INITIALISED: exitCode.usage,
  NOT_A_REPOSITORY: exitCode.usage,
  BARE_REPOSITORY: exitCode.usage,
  UNKNOWN_COMMIT: exitCode.usage,
  UNKNOWN_RUN: exitCode.usage,
  IMPORT_NOT_EMPTY: exitCode.usage,
  IMPORT_UNREADABLE: exitCode.usage,
  NOT_ON_BRANCH: exitCode.usage,
  SEEN_UNKNOWN: exitCode.undecided,
  BASE_MISSING: exitCode.undecided,
  CHECK_UNDECIDED: exitCode.undecided,
  REPORT_UNWRITABLE: exitCode.undecided,
  MODEL_KEY_MISSING: exitCode.usage,
  NOT_ALLOWED: exitCode.usage,
  PRICE_UNKNOWN: exitCode.usage,
  HOOKS_ELSEWHERE: exitCode.usage,
  CONFIG_HOOKS_UNKNOWN: exitCode.usage,
  CASES_UNREADABLE: exitCode.usage,
  CASES_INVALID: exitCode.usage,
  BUNDLE_FOR_OTHERS: exitCode.usage,
  BUNDLE_UNREADABLE: exitCode.usage,
  BUNDLE_WRONG_NODE: exitCode.usage,
  RELEASES_NOT_CONFIGURED: exitCode.usage,
  REASON_MISSING: exitCode.usage,
  VERSION_INVALID: exitCode.usage,
  DRAFT_NOT_FOUND: exitCode.usage,
  SECRET_MISSING: exitCode.usage,
  UPSTREAM_UNKNOWN: exitCode.usage,
  UPSTREAM_PINNED: exitCode.usage,
  UPSTREAM_NO_VERSIONS: exitCode.usage,
  UPSTREAM_VERSION_UNKNOWN: exitCode.usage,
  UPSTREAM_CONSTRAINT_INVALID: exitCode.usage,
  UPSTREAM_NOTHING_TO_ROLL_BACK: exitCode.usage,
  UPSTREAM_NOTHING_TO_APPROVE: exitCode.usage,
  FORGE_LIMITED: exitCode.busy,
  FORGE_HOOK_MISSING: exitCode.usage,
  FORGE_UNKNOWN: exitCode.usage,
  FORGE_WITHOUT_LIST: exitCode.usage,
  FORGE_TOKEN_MISSING: exitCode.usage,
  PIPELINE_UNKNOWN: exitCode.usage,
  GATE_UNKNOWN: exitCode.usage,
  EVIDENCE_INVALID: exitCode.usage,
  FILE_UNKNOWN: exitCode.usage,
  LINE_UNKNOWN: exitCode.usage,
}

/** The exit code an error ends the process with. */
export const exitCodeOf = (error: unknown): number => {
  return (isGitDocError(error) && byCode[error.code]) || exitCode.failed
}
