import { matcher } from '../../../documentation/globs.ts'
import type { Template } from '../../../documentation/prompt-template.ts'
import { levelOf } from '../../../documentation/sections.ts'
import type { Target } from '../../../events/commit-parts.ts'
import type { DocumentRules, Settings } from '../../../ports/settings.ts'
import type { World } from '../world.ts'
import type { CurrentSection } from './section.ts'

/** The repository's own instructions for prompts. */
export const templateFile = '.git-doc/prompts/section.md'

const decoder = new TextDecoder()

/**
 * The repository's additions to the prompt for a section. They come from the commit whose documents are read, so the
 * prompt can be rebuilt from Git.
 */
export const templateOf = async (
  target: Pick<Target, 'file' | 'scope'>,
  { commit, section, sections }: Pick<CurrentSection, 'commit' | 'section' | 'sections'>,
  { repository, settings }: Pick<World, 'repository' | 'settings'>,
): Promise<Template> => {
  const found = await repository.file(commit, templateFile)
  const words = found && decoder.decode(found.bytes).replaceAll('\r\n', '\n').trim()
  // A new section at the same level would capture this section's subsections, so it is allowed only where there are
  // none or they belong to it.
  const ends = target.scope === 'whole' || section.ownEnd === section.end
  const mayAdd = settings.newSections && section.kind === 'heading' && ends
  return {
    words: words || undefined,
    rules: rulesFor(target.file, settings.docs),
    newSection: mayAdd ? levelOf(sections, section) : undefined,
  }
}

/** The combined rules for a document. If several rules match it, the last one that has a setting wins. */
export const rulesFor = (file: string, docs: Settings['docs']): DocumentRules | undefined => {
  const rules = docs.filter(({ files }) => matcher(files)(file))
  if (rules.length === 0) return undefined
  return {
    style: rules.findLast(({ style }) => style !== undefined)?.style,
    audience: rules.findLast(({ audience }) => audience !== undefined)?.audience,
    neverTouch: rules.flatMap(({ neverTouch }) => neverTouch),
  }
}
