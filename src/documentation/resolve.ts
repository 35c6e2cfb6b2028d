import type { Target } from '../events/commit-parts.ts'
import type { FileChange } from '../ports/diff.ts'
import { rememberedByObject } from './cache.ts'
import { isProduct } from './classify-changes.ts'
import type { CodeMarker } from './code-markers.ts'
import { documentationLikelihood } from './documentation-likelihood.ts'
import { matcher } from './globs.ts'
import type { Recalled } from './rank/history.ts'
import { type Signals, signalsOf } from './rank/signals.ts'
import type { SectionRanker } from './rank.ts'
import { changeFactsOf } from './resolve/change-facts.ts'
import {
  type Guess,
  inferred,
  type ResolvableDocument,
  type ResolvableSection,
} from './resolve/inferred.ts'

export type { Guess, ResolvableDocument, ResolvableSection } from './resolve/inferred.ts'

/** What a mapping of the configuration says: which code which section follows. */
export interface ResolvableMapping {
  readonly code: readonly string[]
  readonly file: string
  readonly section: string
}

/** A commit, and the documents and wishes it is held against. */
export interface ResolveInput {
  readonly subject: string
  readonly message: string
  /** The changes of code (classify-changes.ts): documents and ignored paths are out. */
  readonly changes: readonly FileChange[]
  readonly documents: readonly ResolvableDocument[]
  readonly mappings: readonly ResolvableMapping[]
  /** What comments in the changed code name. */
  readonly markers?: readonly CodeMarker[] | undefined
  readonly ranker: SectionRanker<ResolvableSection>
  /** The commit as ranking sees it, where it was read already. */
  readonly signals?: Signals | undefined
  /** What earlier commits say of this one, where they were read. */
  readonly past?: Recalled | undefined
  /** Below this likelihood that people would have documented the commit (documentation-likelihood.ts), the ranking gives no targets; 0 if left out. */
  readonly threshold?: number | undefined
  /** The one section an address means; throws if there is none, or more than one. */
  find(sections: readonly ResolvableSection[], address: string, file: string): ResolvableSection
  /** How many targets are inferred at most, together with those that were asked for; those all count. 5 if left out. */
  readonly limit?: number
}

/** A target and the characters of its document that it may change; none where the section was not found. */
interface Placed {
  readonly target: Target
  readonly place: { readonly start: number; readonly end: number } | undefined
}

/**
 * The sections a commit concerns, and why: those that mappings name, marked ones that name its code, those that its code names,
 * and inferred ones, in this order (SPEC C2, C3). No two overlap: of those that were asked for the larger stays, and what is inferred gives way.
 * Empty if there is none.
 */
export const resolveTargets = (input: ResolveInput): Target[] => resolution(input).targets

/** The same, with what would have come next where the ranking was not sure enough. */
export const resolution = (input: ResolveInput): Resolution => {
  const asked = withoutOverlaps([...mapped(input), ...marked(input), ...named(input)])
  const room = (input.limit ?? 5) - asked.length
  const { found, guess } = guessed(input, asked)
  const all = room > 0 ? [...asked, ...found.slice(0, room)] : asked
  return { targets: all.map(({ target }) => target), guess }
}

/** The targets of a commit; `guess`: the likeliest section, where it is unlikely that any is concerned. */
export interface Resolution {
  readonly targets: Target[]
  readonly guess: Guess | undefined
}

// What a person asked for

const mapped = ({ mappings, changes, documents, find }: ResolveInput): Placed[] =>
  mappings.flatMap(({ code, file, section: address }) => {
    const why = matching(changes, code)
    if (why === undefined) return []
    const sections = documents.find(document => document.file === file)?.sections ?? []
    const section = found(() => find(sections, address, file))
    if (section?.ignored) return []
    return [placed(file, section ?? address, 'mapping', why)]
  })

/** A section that is not found stays a target under the name that was given: drafting it reports what is wrong. */
const found = (find: () => ResolvableSection): ResolvableSection | undefined => {
  try {
    return find()
  } catch {
    return undefined
  }
}

const marked = ({ documents, changes }: ResolveInput): Placed[] =>
  followingIn(documents).flatMap(({ file, section, code }) => {
    const why = matching(changes, code)
    return why === undefined ? [] : [placed(file, section, 'comment', why)]
  })

/** The marked sections that say which code they follow. */
const followingIn = rememberedByObject((documents: readonly ResolvableDocument[]) =>
  documents.flatMap(({ file, sections }) =>
    sections.flatMap(section => {
      const { kind, ignored, code } = section
      return kind !== 'marked' || ignored || !code?.length ? [] : [{ file, section, code }]
    }),
  ),
)

const named = ({ markers = [], documents, find }: ResolveInput): Placed[] =>
  markers.flatMap(({ path, file, section: address }) => {
    const document = documents.find(each => each.file === file)
    // Code that only mentions markers names documents that do not exist; nobody asked for those.
    if (!document) return []
    const section = found(() => find(document.sections, address, file))
    if (section?.ignored) return []
    return [placed(file, section ?? address, 'comment', `${path} names it in a comment`)]
  })

/** "src/cli.ts matches src/**", if any path of the changes does, be it the old or the new one. */
const matching = (changes: readonly FileChange[], globs: readonly string[]): string | undefined => {
  const matches = matcher(globs)
  const paths = changes.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]))
  const [first, ...more] = [...new Set(paths.filter(matches))]
  if (first === undefined) return undefined
  const glob = globs.find(each => !each.startsWith('!') && matcher([each])(first))
  return more.length === 0
    ? `${first} matches ${glob}`
    : `${first} matches ${glob} (${more.length} more ${more.length === 1 ? 'path does' : 'paths do'})`
}

const placed = (
  file: string,
  section: ResolvableSection | string,
  strategy: Target['strategy'],
  why: string,
): Placed => {
  const address = typeof section === 'string' ? section : section.address
  const scope = strategy === 'inferred' ? 'own' : 'whole'
  const target: Target = { id: `${file}#${address}`, file, section: address, strategy, scope, why }
  if (typeof section === 'string') return { target, place: undefined }
  const end = scope === 'own' ? section.ownEnd : section.end
  return { target, place: { start: section.start, end } }
}

/** Of two that overlap the larger stays, of two alike the first. */
const withoutOverlaps = (all: readonly Placed[]): Placed[] => {
  const bySize = [...all.entries()].sort(([a, one], [b, other]) => size(other) - size(one) || a - b)
  const kept = new Set<Placed>()
  for (const [, each] of bySize) {
    if (![...kept].some(other => overlap(each, other))) kept.add(each)
  }
  return all.filter(each => kept.has(each))
}

const size = ({ place }: Placed): number => (place ? place.end - place.start : 0)

const overlap = (one: Placed, other: Placed): boolean => {
  if (one.target.id === other.target.id) return true
  if (one.target.file !== other.target.file || !one.place || !other.place) return false
  return one.place.start < other.place.end && other.place.start < one.place.end
}

// What nobody asked for

/** Tests and CI alone change nothing that a document describes. */
const guessed = (
  input: ResolveInput,
  asked: readonly Placed[],
): { readonly found: readonly Placed[]; readonly guess: Guess | undefined } => {
  const { changes, documents, ranker, past, threshold = 0 } = input
  if (!changes.some(({ path }) => isProduct(path))) return { found: [], guess: undefined }
  const signals = input.signals ?? signalsOf(input)
  const ranking = ranker.ranking(signals, past)
  const ignored = ignoredIn(documents)
  const { candidates, guess } = inferred(documents, changeFactsOf(changes), ranking, best => {
    const need = documentationLikelihood({ signals, past, best, overlap: ranking.overlap })
    return need < threshold ? need : undefined
  })
  const kept: Placed[] = []
  for (const { file, section, why } of candidates) {
    const each = placed(file, section, 'inferred', why)
    if (![...asked, ...ignored, ...kept].some(other => overlap(each, other))) kept.push(each)
  }
  return { found: kept, guess }
}

/** The documents stay the same for all the commits that are planned on them. */
const ignoredIn = rememberedByObject(
  (documents: readonly ResolvableDocument[]): readonly Placed[] =>
    documents.flatMap(({ file, sections }) =>
      sections
        .filter(section => section.ignored)
        .map(section => placed(file, section, 'comment', '')),
    ),
)
