import { documentInSubmodule, documentMissing } from '../../errors/documents.ts'
import { type GitDocError, isGitDocError } from '../../errors/error.ts'
import type { TouchingCommit, TreeEntry } from '../../ports/repository.ts'
import { findSection } from '../address.ts'
import { isProduct } from '../classify-changes.ts'
import type { CodeMarker } from '../code-markers.ts'
import { matcher } from '../globs.ts'
import { sections } from '../sections.ts'
import { submoduleOf } from '../submodules.ts'
import type { Finding } from './finding.ts'

/** A section that a mapping or its own marker connects with code. */
export interface FollowingSection {
  readonly file: string
  readonly address: string
  readonly code: readonly string[]
  readonly start: number
  readonly end: number
}

/** The newest code commit since a section was last edited, and how many there are. */
export interface Lag {
  readonly newest: Pick<TouchingCommit, 'commit' | 'subject'>
  readonly count: number
}

/** Whether a commit touched code that a section follows. */
export const touchesCode = (section: FollowingSection, { files }: TouchingCommit): boolean => {
  const follows = matcher(section.code)
  return files.some(({ path }) => path !== section.file && isProduct(path) && follows(path))
}

/** A mapping of the configuration, as far as it names a section. */
interface Named {
  readonly file: string
  readonly section: string
}

/**
 * Why a mapping names no section: its document (no text) is gone or a submodule's, its section is gone, or there are several
 * such sections.
 */
export const mappingFault = (
  { file, section }: Named,
  text: string | undefined,
  entries: Iterable<Pick<TreeEntry, 'path' | 'mode'>> = [],
): GitDocError | undefined => {
  if (text === undefined) {
    const submodule = submoduleOf(file, entries)
    return submodule === undefined ? documentMissing(file) : documentInSubmodule(file, submodule)
  }
  try {
    findSection(sections(text, file), section, file)
    return undefined
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return error
  }
}

/** A mapping that `update` skips. */
export const brokenMapping = ({ file, section }: Named, fault: GitDocError): Finding => ({
  rule: 'mapping',
  level: 'warning',
  file,
  start: 0,
  end: 0,
  what: section,
  message: fault.message,
  ...(fault.hint !== undefined && { hint: fault.hint }),
})

/** A comment in code that names no section, so that `update` skips what it names. */
export const brokenMarker = ({ path, file, section }: CodeMarker, fault: GitDocError): Finding => ({
  ...brokenMapping({ file, section }, fault),
  file: path,
  what: `${file}#${section}`,
  message: `A comment names ${file}#${section}: ${fault.message}`,
})

/**
 * A section whose code changed after it. Only a note: not every change of code concerns what the section says, and Git does not show
 * whether somebody checked it.
 */
export const laggingSection = (section: FollowingSection, { newest, count }: Lag): Finding => ({
  rule: 'mapped-section',
  level: 'note',
  file: section.file,
  start: section.start,
  end: section.end,
  what: section.address,
  message: `“${section.address}” is older than its code: ${count === 1 ? 'one commit' : `${count} commits`} changed it since, last ${newest.commit.slice(0, 8)} (${newest.subject}).`,
  hint: '`git-doc update` checks each of them.',
})
