import { isProduct, matcher } from '../concern.ts'
import type { Finding } from './finding.ts'

/** A commit and the files it touched, each with its blob before and after (undefined where there was none). */
export interface TouchingCommit {
  readonly commit: string
  readonly subject: string
  readonly files: readonly {
    readonly path: string
    readonly before: string | undefined
    readonly after: string | undefined
  }[]
}

/** A section that is said to follow some code, by a mapping or by its marker. */
export interface FollowingSection {
  readonly file: string
  readonly address: string
  readonly code: readonly string[]
  readonly start: number
  readonly end: number
}

/** A code commit that a section has not followed, and how many there are. */
export interface Lag {
  readonly newest: Pick<TouchingCommit, 'commit' | 'subject'>
  readonly count: number
}

/** Whether a commit touched code that a section follows. */
export const touchesCode = (section: FollowingSection, { files }: TouchingCommit): boolean => {
  const follows = matcher(section.code)
  return files.some(({ path }) => path !== section.file && isProduct(path) && follows(path))
}

/**
 * A section whose code changed after it: a note, for not every change of code is one of what the section says, and that somebody
 * looked and found it right leaves no trace in Git.
 */
export const laggingSection = (section: FollowingSection, { newest, count }: Lag): Finding => ({
  rule: 'mapped-section',
  level: 'note',
  file: section.file,
  start: section.start,
  end: section.end,
  what: section.address,
  message: `“${section.address}” is older than its code: ${count === 1 ? 'one commit' : `${count} commits`} changed it since, last ${newest.commit.slice(0, 8)} (${newest.subject}).`,
  hint: '"git-doc update" looks at each of them.',
})
