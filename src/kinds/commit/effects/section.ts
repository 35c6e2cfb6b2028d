import { findSection } from '../../../documentation/address.ts'
import { type Section, sectionText } from '../../../documentation/sections.ts'
import { submoduleOf } from '../../../documentation/submodules.ts'
import { documentInSubmodule, documentMissing } from '../../../errors/documents.ts'
import type { GitDocError } from '../../../errors/error.ts'
import type { Target } from '../../../events/commit-parts.ts'
import type { World } from '../world.ts'

/** A target's section in a commit, with LF line endings, and the document around it. */
export interface CurrentSection {
  readonly commit: string
  readonly text: string
  readonly section: Section
  readonly sections: readonly Section[]
  readonly bytes: Uint8Array
}

/** Whether the document or the section is no longer what was chosen: that is a warning, and no failure. */
export const isGone = ({ code }: GitDocError): boolean => gone.has(code)

const gone = new Set([
  'DOCUMENT_MISSING',
  'DOCUMENT_IN_LFS',
  'DOCUMENT_IN_SUBMODULE',
  'SECTION_MISSING',
  'SECTION_AMBIGUOUS',
])

const missing = async (
  file: string,
  commit: string,
  { repository }: Pick<World, 'repository'>,
): Promise<GitDocError> => {
  const submodule = submoduleOf(file, await repository.tree(commit))
  return submodule === undefined ? documentMissing(file) : documentInSubmodule(file, submodule)
}

/**
 * Reads a target's section in a commit. Throws DOCUMENT_MISSING, DOCUMENT_OUTSIDE, DOCUMENT_ENCODING, DOCUMENT_IN_LFS,
 * DOCUMENT_IN_SUBMODULE, SECTION_MISSING or SECTION_AMBIGUOUS.
 */
export const currentSection = async (
  target: Pick<Target, 'file' | 'section' | 'scope'>,
  commit: string,
  world: Pick<World, 'document' | 'repository'>,
): Promise<CurrentSection> => {
  const document = await world.document(commit, target.file)
  if (!document) throw await missing(target.file, commit, world)
  const { text, sections, bytes } = document
  const section = findSection(sections, target.section, target.file)
  return { commit, text: sectionText(text, section, target.scope), section, sections, bytes }
}
