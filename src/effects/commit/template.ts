import { matcher } from '../../documentation/concern.ts'
import type { DocumentRules, Template } from '../../documentation/prompt-template.ts'
import { levelOf } from '../../documentation/sections.ts'
import type { Target } from '../../events/commit-parts.ts'
import type { Settings } from '../../ports/settings.ts'
import type { World } from '../../ports/world.ts'
import type { CurrentSection } from './section.ts'

/** Where a repository keeps its own words for a prompt. */
export const templateFile = '.git-doc/prompts/section.md'

const decoder = new TextDecoder()

/**
 * What the repository says of a prompt for a section. Its own words are those of the commit whose documents are read, so that a prompt
 * can be made again from Git.
 */
export const templateOf = async (
  target: Pick<Target, 'file' | 'scope'>,
  { commit, section, sections }: Pick<CurrentSection, 'commit' | 'section' | 'sections'>,
  { repository, settings }: Pick<World, 'repository' | 'settings'>,
): Promise<Template> => {
  const found = await repository.file(commit, templateFile)
  const words = found && decoder.decode(found.bytes).replaceAll('\r\n', '\n').trim()
  // A section of its level behind one that goes on below would take what is below it away.
  const ends = target.scope === 'whole' || section.ownEnd === section.end
  const mayAdd = settings.newSections && section.kind === 'heading' && ends
  return {
    words: words || undefined,
    rules: rulesFor(target.file, settings.docs),
    newSection: mayAdd ? levelOf(sections, section) : undefined,
  }
}

/** All that is said of a document: where several rules name it, each setting is that of the last to have it. */
export const rulesFor = (file: string, docs: Settings['docs']): DocumentRules | undefined => {
  const rules = docs.filter(({ files }) => matcher(files)(file))
  if (rules.length === 0) return undefined
  return {
    style: rules.findLast(({ style }) => style !== undefined)?.style,
    audience: rules.findLast(({ audience }) => audience !== undefined)?.audience,
    neverTouch: rules.flatMap(({ neverTouch }) => neverTouch),
  }
}
