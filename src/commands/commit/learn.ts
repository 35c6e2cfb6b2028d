import type { DocumentSet } from '../../documentation/documents.ts'
import { matcher } from '../../documentation/globs.ts'
import { type Learned, learnMappings, type Proposal } from '../../documentation/learn.ts'
import { sectionKey } from '../../documentation/rank/section.ts'
import type { Past } from '../../kinds/commit/co-change.ts'
import type { Mapping } from '../../ports/settings.ts'

/** What `learn` reads, and where it writes. */
export interface LearnSource {
  readonly past: Past
  /** The documents of the checked-out commit. */
  readonly documents: DocumentSet['documents']
  readonly tracked: readonly string[]
  readonly mappings: readonly Mapping[]
  readonly path: string
  write(mappings: readonly (Mapping & { readonly comment: string })[]): Promise<void>
}

export interface LearnReport extends Learned {
  /** The configuration file, and how many proposals were written to it. */
  readonly path: string
  readonly written: number
}

/**
 * Proposes mappings from the past, except those that the configuration already has. With `write` it adds them to the
 * configuration.
 */
export const learn = async (
  source: LearnSource,
  { write }: { readonly write: boolean },
): Promise<LearnReport> => {
  const { past, tracked, path } = source
  const sections = sectionsOf(source.documents)
  const learned = learnMappings({ changes: await past.edits(), tracked, sections })
  const proposals = learned.proposals.filter(each => !isMapped(each, source.mappings))
  const chosen = write ? proposals : []
  if (chosen.length > 0) await source.write(chosen.map(commented))
  return { ...learned, proposals, path, written: chosen.length }
}

/** The sections whose name is unique in their document, across its versions. */
const sectionsOf = (documents: LearnSource['documents']) => {
  const all = documents.flatMap(({ file, sections }) =>
    sections
      .filter(({ kind, ignored }) => kind === 'heading' && !ignored)
      .map(({ title, address }) => ({ file, section: address, key: sectionKey(file, title) })),
  )
  const times = new Map<string, number>()
  for (const { key } of all) times.set(key, (times.get(key) ?? 0) + 1)
  return all.filter(({ key }) => times.get(key) === 1)
}

const isMapped = ({ code, file, section }: Proposal, mappings: readonly Mapping[]): boolean =>
  mappings.some(
    mapping =>
      mapping.file === file &&
      mapping.section === section &&
      code.every(glob => mapping.code.includes(glob) || matcher(mapping.code)(glob)),
  )

const commented = ({ code, file, section, support, heldOut }: Proposal) => ({
  code,
  file,
  section,
  comment: `git-doc learn: ${share(support)}; of later ones ${share(heldOut)}`,
})

/** "14 of 19 commits". */
export const share = ({ edited, commits }: Proposal['support']): string =>
  `${edited} of ${commits} commit${commits === 1 ? '' : 's'}`
