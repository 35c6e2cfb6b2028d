import { type Change, isOfDependencies } from '../conventional-commits/commits.ts'

/** The headings of Keep a Changelog, in its order. */
const headings = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'] as const

/** Entries under headings; text before the first of them under the empty one. */
export type Section = ReadonlyMap<string, readonly string[]>

const headingOf: Readonly<Record<string, (typeof headings)[number]>> = {
  feat: 'Added',
  feature: 'Added',
  fix: 'Fixed',
  perf: 'Changed',
  revert: 'Changed',
  deprecate: 'Deprecated',
  remove: 'Removed',
  security: 'Security',
}

/** Where a change belongs; undefined if whoever uses the project does not notice it. */
export const placeOf = (change: Change): (typeof headings)[number] | undefined => {
  if (change.breaking) return headingOf[change.type] ?? 'Changed'
  if (isOfDependencies(change)) return undefined
  return change.type === 'fix' && change.scope === 'security' ? 'Security' : headingOf[change.type]
}

/** The entries of a section's text. An entry has the lines that follow it up to the next one. */
export const sectionOf = (text: string): Section => {
  const section = new Map<string, string[]>()
  let heading = ''
  for (const line of text.split('\n')) {
    const [, name] = /^###\s+(.+?)\s*$/.exec(line) ?? []
    if (name !== undefined) {
      heading = name
      section.set(heading, section.get(heading) ?? [])
      continue
    }
    const entries = section.get(heading) ?? []
    if (/^[-*+] /.test(line) || entries.length === 0) entries.push(line)
    else entries.push(`${entries.pop()}\n${line}`)
    section.set(heading, entries)
  }
  const trimmed = [...section].map(
    ([name, entries]) => [name, entries.map(each => each.trim()).filter(Boolean)] as const,
  )
  return new Map(trimmed.filter(([, entries]) => entries.length > 0))
}

export const textOf = (section: Section): string => {
  const order = [...headings, ...[...section.keys()].filter(name => !isUsual(name))]
  const lead = section.get('') ?? []
  const parts = order.flatMap(name => {
    const entries = name === '' ? [] : (section.get(name) ?? [])
    return entries.length > 0 ? [`### ${name}\n\n${entries.join('\n')}`] : []
  })
  return [...(lead.length > 0 ? [lead.join('\n')] : []), ...parts].join('\n\n')
}

const isUsual = (name: string): boolean => headings.some(each => each === name)

/** A section with more entries at the ends of its lists; what breaks something comes first. */
export const withEntries = (
  section: Section,
  added: readonly { readonly heading: string; readonly entry: string; readonly first: boolean }[],
): Section => {
  const next = new Map([...section].map(([name, entries]) => [name, [...entries]]))
  for (const { heading, entry, first } of added) {
    const entries = next.get(heading) ?? []
    if (first) entries.unshift(`- ${entry}`)
    else entries.push(`- ${entry}`)
    next.set(heading, entries)
  }
  return next
}
