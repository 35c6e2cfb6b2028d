import { sectionAmbiguous, sectionMissing } from '../errors/documents.ts'

/** What a section is called, and could be called. */
export interface Named {
  /** Titles of the headings above, and its own (a marked section's: its id). */
  readonly path: readonly string[]
  readonly slug: string
  readonly kind: 'heading' | 'marked'
}

export interface Addressed extends Named {
  readonly address: string
}

const collapse = (text: string): string => text.trim().replace(/\s+/g, ' ')

/** Every end of a path as one text, the shortest first: `Options`, `Usage > Options`. */
const endsOf = (path: readonly string[]): readonly string[] =>
  path.map((_, back) => collapse(path.slice(path.length - 1 - back).join(' > ')))

/**
 * An address for each of a document's sections, unique in it: the shortest end of its path that no other heading shares,
 * else its slug. A marked section's is its id. One that could be mistaken for a heading gets a `#` in front.
 */
export const addresses = (sections: readonly Named[]): readonly string[] => {
  const uses = new Map<string, number>()
  for (const { kind, path } of sections)
    if (kind === 'heading')
      for (const end of new Set(endsOf(path))) uses.set(end, (uses.get(end) ?? 0) + 1)

  const taken = new Set<string>()
  const free = (name: string): string => {
    let address = name
    while (address === '' || uses.has(address) || taken.has(address)) address = `#${address}`
    return address
  }
  return sections.map(({ kind, path, slug }) => {
    const readable =
      kind === 'heading' && path.at(-1) ? endsOf(path).find(end => uses.get(end) === 1) : undefined
    const address = readable ?? free(slug)
    taken.add(address)
    return address
  })
}

/** The sections a text may mean, all of them equally: by address, end of a path, anchor or id, and last without regard to case. */
export const candidates = <Section extends Addressed>(
  sections: readonly Section[],
  address: string,
): readonly Section[] => {
  const wanted = collapse(address)
  if (!wanted) return []
  const bare = wanted.replace(/^#/, '')
  const lower = wanted.toLowerCase()
  const ways: readonly ((section: Section) => boolean)[] = [
    section => section.address === wanted,
    section => endsOf(section.path).includes(wanted),
    section => bare !== '' && section.slug === bare,
    section => endsOf(section.path).some(end => end.toLowerCase() === lower),
    section => bare !== '' && section.slug.toLowerCase() === bare.toLowerCase(),
  ]
  for (const way of ways) {
    const found = sections.filter(way)
    if (found.length) return found
  }
  return []
}

/** The one section a text means. SECTION_MISSING or SECTION_AMBIGUOUS if it means none, or several. */
export const findSection = <Section extends Addressed>(
  sections: readonly Section[],
  address: string,
  file: string,
): Section => {
  const found = candidates(sections, address)
  const [section] = found
  if (!section)
    throw sectionMissing(
      file,
      address,
      sections.map(known => known.address),
    )
  if (found.length > 1)
    throw sectionAmbiguous(
      file,
      address,
      found.map(known => known.address),
    )
  return section
}
