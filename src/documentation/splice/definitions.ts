import { edgesOf, withLf } from '../markdown/lines.ts'
import { isIn, type Span } from '../markdown/parse.ts'
import { type Definition, type Outline, outline } from '../markdown.ts'

/** A document's definitions that count: of several with one name, Markdown takes the first. */
export const definitionsByName = ({ definitions }: Outline): ReadonlyMap<string, Definition> => {
  const first = new Map<string, Definition>()
  for (const definition of definitions)
    if (!first.has(definition.name)) first.set(definition.name, definition)
  return first
}

/**
 * A section's new text with those link and footnote definitions of the old one at its end that it lost, and that are used
 * elsewhere in the document, or still in itself.
 */
export const withNeededDefinitions = (document: Outline, section: Span, next: string): string => {
  const old = [...definitionsByName(document).values()].filter(each => isIn(each, section))
  if (!old.length) return next
  const read = outline(next)
  const kept = new Set(read.definitions.map(({ name }) => name))
  const lost = old.filter(({ name }) => !kept.has(name))
  if (!lost.length) return next

  const { body } = edgesOf(next)
  const endsInDefinition = /efinition$/.test(read.blocks.at(-1)?.type ?? '')
  const withThose = (definitions: readonly Definition[]): string =>
    body +
    (endsInDefinition ? '\n' : '\n\n') +
    definitions.map(({ start, end }) => withLf(document.text.slice(start, end))).join('\n')

  const used = new Set([
    ...document.references.filter(each => !isIn(each, section)).map(({ name }) => name),
    ...outline(withThose(lost)).references.map(({ name }) => name),
  ])
  const needed = lost.filter(({ name }) => used.has(name))
  return needed.length ? withThose(needed) : next
}
