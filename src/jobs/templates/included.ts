import type { TemplateFile } from '../../ports/templates.ts'

/** What a template names in quotes to include, extend or import. A name that is only known when it is rendered is not among them. */
const naming = /\{%-?\s*(?:include|extends|import|from)\s+(?:"([^"]+)"|'([^']+)')/g

/** A template and everything that it includes by name, itself first. */
export const withIncluded = (
  first: TemplateFile,
  files: readonly TemplateFile[],
): readonly TemplateFile[] => {
  const byName = new Map(files.map(file => [file.name, file]))
  const found = new Set([first])
  for (const file of found)
    for (const [, double, single] of file.content.matchAll(naming)) {
      const included = byName.get(double ?? single ?? '')
      if (included) found.add(included)
    }
  return [...found]
}
