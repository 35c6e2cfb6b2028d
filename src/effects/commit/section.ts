import { findSection } from '../../documentation/address.ts'
import { type Section, sectionText } from '../../documentation/sections.ts'
import { documentMissing } from '../../errors.ts'
import type { Target } from '../../events/commit-parts.ts'
import type { World } from '../../ports/world.ts'

/** A target's section as a commit has it, with LF line endings, and the document around it. */
export interface CurrentSection {
  readonly commit: string
  readonly text: string
  readonly section: Section
  readonly sections: readonly Section[]
  readonly bytes: Uint8Array
}

/**
 * Reads a target's section in a commit.
 * DOCUMENT_MISSING, DOCUMENT_OUTSIDE, DOCUMENT_ENCODING, SECTION_MISSING or SECTION_AMBIGUOUS if it cannot be had.
 */
export const currentSection = async (
  target: Pick<Target, 'file' | 'section' | 'scope'>,
  commit: string,
  world: Pick<World, 'document'>,
): Promise<CurrentSection> => {
  const document = await world.document(commit, target.file)
  if (!document) throw documentMissing(target.file)
  const { text, sections, bytes } = document
  const section = findSection(sections, target.section, target.file)
  return { commit, text: sectionText(text, section, target.scope), section, sections, bytes }
}
