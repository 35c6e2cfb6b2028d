import type { Finding, GuardContext } from './guards/facts.ts'
import { edgesOf, withLf } from './markdown/lines.ts'
import { headingLine, outline } from './markdown.ts'
import { newSectionLine } from './prompt-template.ts'

/** A new section behind the one that was asked for: its heading's line, and all of it. LF line endings, no blank lines around. */
export interface NewSection {
  readonly heading: string
  readonly text: string
}

/** An answer without what stands behind the line that parts a new section from it. Only the first such line parts. */
export const parted = (
  answer: string,
  mark: string,
): { readonly section: string; readonly behind?: string } => {
  const lines = withLf(answer).split('\n')
  const at = lines.findIndex(line => line.trim() === newSectionLine(mark))
  if (at < 0) return { section: answer }
  const behind = edgesOf(lines.slice(at + 1).join('\n')).body
  return { section: lines.slice(0, at).join('\n'), ...(behind && { behind }) }
}

/** A new section as it is recorded; its heading is its first line. */
export const newSectionOf = (behind: string): NewSection => {
  const [first] = outline(behind).headings
  const heading = first?.start === 0 ? behind.slice(0, first.end) : ''
  return { heading, text: behind }
}

/** What is wrong with where a new section begins and ends: it is one, at the given level or one below, with a name of its own. */
export const boundsOf = (
  { text }: NewSection,
  level: number,
  own: string,
  { headings }: Pick<GuardContext, 'headings'>,
): Finding | undefined => {
  const [first, ...others] = outline(text).headings.filter(({ top }) => top)
  const wrong = (what: string): Finding => ({ rule: 'new-section', verdict: 'ask', what })
  if (first?.start !== 0) return wrong('The new section does not begin with a heading.')
  if (first.depth < level || first.depth > level + 1)
    return wrong(`The heading of the new section is not of level ${level} or ${level + 1}.`)
  if (text.slice(first.end).trim() === '') return wrong('The new section says nothing.')
  if (others.some(({ depth }) => depth <= first.depth))
    return wrong('There is more than one new section.')
  const title = plain(headingLine(first))
  if ([own, ...headings].some(line => plain(line) === title))
    return wrong(`There is a section "${first.title}" already.`)
  return undefined
}

const plain = (line: string): string =>
  line
    .replace(/^#+\s*/, '')
    .trim()
    .toLowerCase()

/** A section with a new one behind it: between the blank lines that the section has around it. */
export const withNewSection = (text: string, added: NewSection | undefined): string => {
  if (!added) return text
  const { leading, body, trailing } = edgesOf(text)
  return `${leading}${body}\n\n${edgesOf(added.text).body}${trailing}`
}
