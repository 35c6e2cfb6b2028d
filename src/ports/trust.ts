/**
 * Something from the repository's files that git-doc would run by itself: a command of the configuration, or a file. It
 * is the same thing again only if `what`, `name` and `content` are the same.
 */
export interface Thing {
  readonly what: 'command' | 'file'
  /** Where it comes from: a key of the configuration (`llm.providers.team.api_key_command`), or a path from the root. */
  readonly name: string
  /** The command as a person knows it, or the path. */
  readonly label: string
  /** Everything that matters about it, as text that a person can compare with what was allowed before. */
  readonly content: string
}

export interface AllowedThing extends Thing {
  readonly sha256: string
  /** ISO 8601. */
  readonly at: string
}

/** Whether this clone asks at all, and if not, what says so: `GIT_DOC_TRUST`, `git config git-doc.trust` or `CI`. */
export interface TrustSetting {
  readonly asks: boolean
  readonly because?: string | undefined
  /** A setting that does not count, because it is in a file that a pull can change. */
  readonly ignored?: string | undefined
}

/**
 * What a person allowed git-doc to run in this clone (SPEC K11). A thing is allowed by its hash, so a change by a pull
 * must be allowed again; what was allowed once stays allowed, also when a branch brings it back.
 */
export interface Trust {
  setting(): Promise<TrustSetting>
  /** Those that may not run. None, if this clone does not ask. */
  notAllowed(things: readonly Thing[]): Promise<readonly Thing[]>
  /** Those that nobody allowed, also if this clone does not ask. */
  unknown(things: readonly Thing[]): Promise<readonly Thing[]>
  /** Everything that was allowed, oldest first. */
  allowed(): Promise<readonly AllowedThing[]>
  hash(thing: Thing): string
  /** Safe to repeat. STATE_UNWRITABLE. */
  allow(things: readonly Thing[]): Promise<void>
  /** Takes back what was allowed under these names, or all of it; returns what that was. STATE_UNWRITABLE. */
  revoke(names?: readonly string[]): Promise<readonly AllowedThing[]>
}
