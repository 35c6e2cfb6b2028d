import { findSection } from '../../documentation/address.ts'
import {
  type Case,
  type Figures,
  figuresOf,
  type Place,
  type Quality,
  qualityOf,
  rankOf,
} from '../../documentation/backtest.ts'
import { type Ranked, sectionRanker } from '../../documentation/rank.ts'
import { listed } from '../../documentation/resolve/inferred.ts'
import { resolveTargets } from '../../documentation/resolve.ts'
import { isGitDocError } from '../../errors/error.ts'
import { type CaseSection, type ReadCase, readCase } from '../../kinds/commit/backtest-case.ts'
import type { Past } from '../../kinds/commit/co-change.ts'
import type { Repository } from '../../ports/repository.ts'
import type { Mapping } from '../../ports/settings.ts'

/** A repository to test and the cases to test in it. */
export interface BacktestSource {
  readonly repository: Repository
  readonly past: Past
  readonly cases: readonly Case[]
  /** Globs of the documents, and the mappings that the plan would follow. */
  readonly docFiles: readonly string[]
  readonly mappings: readonly Mapping[]
}

export interface BacktestOptions {
  /** Whether to rank the sections of the documents that a case names, or those of all documents. */
  readonly candidates: 'edited' | 'all'
  /** Called after each case. */
  onCase?(done: number): void
}

/** A commit and its ranked sections, using what was known before it; best first, at most 100. */
export interface TestedCase {
  readonly commit: string
  readonly ranking: readonly RankedPlace[]
}

/**
 * The result of one case: what people edited, and the rank of the first of these sections, from 1; missing if none was
 * ranked.
 */
export interface CaseResult {
  readonly commit: string
  readonly repo?: string | undefined
  readonly subject: string
  readonly edited: readonly Place[]
  readonly rank?: number | undefined
}

export interface RankedPlace {
  readonly file: string
  readonly title: string
  /** The line of its heading, from 1. */
  readonly line: number
  readonly score: number
  readonly why: string
}

/** What a plan would have chosen, by the resolver that chose it. */
export interface Chosen extends Quality {
  readonly resolver: 'mapping' | 'comment' | 'inferred' | 'all'
  /** The share of edited sections that were chosen; only for all resolvers together. */
  readonly recall?: number
}

export interface BacktestReport {
  readonly cases: readonly TestedCase[]
  readonly results: readonly CaseResult[]
  /** Commits that do not exist here, or that have no documents here. */
  readonly leftOut: readonly string[]
  readonly figures: {
    readonly ranking: Figures
    readonly withoutHistory: Figures
    readonly bm25: Figures
  }
  readonly chosen: readonly Chosen[]
  readonly documents: readonly ({ readonly file: string } & Figures)[]
  readonly repositories: readonly ({ readonly repo: string; readonly bm25: Figures } & Figures)[]
}

/** The most sections to report per ranking. */
const longestRanking = 100

/**
 * Ranks document sections for commits whose edits are known, using what was known before each commit, and reports how
 * often the right section came first.
 */
export const backtest = async (
  sources: Iterable<BacktestSource> | AsyncIterable<BacktestSource>,
  options: BacktestOptions,
): Promise<BacktestReport> => {
  const tested: Tested[] = []
  const leftOut: string[] = []
  for await (const source of sources)
    for (const each of source.cases) {
      const result = await testCase(source, each, options).catch(unlessGone)
      if (result) tested.push(result)
      else leftOut.push(each.commit)
      options.onCase?.(tested.length + leftOut.length)
    }
  return reportOf(tested, leftOut)
}

/** A commit that does not exist here, or whose parents do not. */
const unlessGone = (error: unknown): undefined => {
  if (!isGitDocError(error) || error.code !== 'UNKNOWN_COMMIT') throw error
}

interface Tested {
  readonly ranking: readonly RankedPlace[]
  readonly told: CaseResult
  readonly ranks: {
    readonly ranking: number
    readonly withoutHistory: number
    readonly bm25: number
  }
  readonly chosen: readonly { readonly resolver: Chosen['resolver']; readonly right: boolean }[]
}

const testCase = async (
  source: BacktestSource,
  each: Case,
  options: BacktestOptions,
): Promise<Tested | undefined> => {
  const { repository, past, docFiles } = source
  const read = await readCase(repository, past, each, { ...options, docFiles })
  if (!read) return undefined
  const { documents, signals, gold } = read
  const ranker = sectionRanker(documents)
  const ranking = ranker.rank(signals, read.past)
  const rank = (ranked: readonly Ranked<CaseSection>[]) =>
    rankOf(ranked, gold, section => (section as CaseSection).line)
  const ranks = {
    ranking: rank(ranking),
    withoutHistory: rank(ranker.rank(signals)),
    bm25: rank(ranker.rankPlainly(signals)),
  }
  const told = {
    commit: each.commit,
    repo: each.repo,
    subject: read.subject,
    edited: gold,
    rank: Number.isFinite(ranks.ranking) ? ranks.ranking : undefined,
  }
  const places = ranking.slice(0, longestRanking).map(placeOf)
  return { ranking: places, told, ranks, chosen: chosenOf(source, read, ranker) }
}

const placeOf = ({ file, section, share, shared }: Ranked<CaseSection>): RankedPlace => ({
  file,
  title: section.title,
  line: section.line,
  score: share,
  why:
    shared.length > 0
      ? `shares ${listed(shared.slice(0, 3))} with the commit`
      : 'because of its position',
})

/** What a plan would choose, and whether people edited it. */
const chosenOf = (
  { mappings }: BacktestSource,
  { change, documents, past, gold }: ReadCase,
  ranker: ReturnType<typeof sectionRanker<CaseSection>>,
): Tested['chosen'] => {
  const right = new Set(gold.map(({ doc, start }) => `${start} ${doc}`))
  const targets = resolveTargets({
    ...change,
    documents,
    mappings,
    ranker,
    past,
    find: findSection,
  })
  return targets.map(({ file, section: address, strategy }) => {
    const sections = documents.find(document => document.file === file)?.sections ?? []
    const line = sections.find(section => section.address === address)?.line
    return { resolver: strategy, right: right.has(`${line} ${file}`) }
  })
}

// Summary

const reportOf = (all: readonly Tested[], leftOut: readonly string[]): BacktestReport => {
  // A case without a known answer cannot be counted.
  const tested = all.filter(({ told }) => told.edited.length > 0)
  const ranks = (name: keyof Tested['ranks'], of: readonly Tested[] = tested) =>
    figuresOf(of.map(each => each.ranks[name]))
  const repos = [...new Set(tested.flatMap(({ told }) => told.repo ?? []))]
  return {
    cases: all.map(({ ranking, told: { commit } }) => ({ commit, ranking })),
    results: all.map(({ told }) => told),
    leftOut,
    figures: {
      ranking: ranks('ranking'),
      withoutHistory: ranks('withoutHistory'),
      bm25: ranks('bm25'),
    },
    chosen: chosenBy(tested),
    documents: documentsOf(tested),
    repositories: repos.map(repo => {
      const own = tested.filter(({ told }) => told.repo === repo)
      return { repo, ...ranks('ranking', own), bm25: ranks('bm25', own) }
    }),
  }
}

const chosenBy = (tested: readonly Tested[]): Chosen[] => {
  const chosen = tested.flatMap(each => each.chosen)
  const edited = tested.reduce((sum, { told }) => sum + told.edited.length, 0)
  const quality = (of: Tested['chosen']) =>
    qualityOf(of.length, of.filter(({ right }) => right).length)
  const all = quality(chosen)
  const resolvers = (['mapping', 'comment', 'inferred'] as const).flatMap(resolver => {
    const own = chosen.filter(each => each.resolver === resolver)
    return own.length > 0 ? [{ resolver, ...quality(own) }] : []
  })
  const recall = qualityOf(edited, all.right).precision
  return [...resolvers, { resolver: 'all', ...all, recall }]
}

/** Figures per document: for the cases that edited it, how its own sections ranked among all candidates. */
const documentsOf = (tested: readonly Tested[]): BacktestReport['documents'] => {
  const ranks = new Map<string, number[]>()
  for (const { told, ranking } of tested)
    for (const file of new Set(told.edited.map(({ doc }) => doc))) {
      const own = new Set(told.edited.filter(({ doc }) => doc === file).map(({ start }) => start))
      const place = ranking.findIndex(each => each.file === file && own.has(each.line))
      const name = told.repo === undefined ? file : `${told.repo}: ${file}`
      const list = ranks.get(name) ?? []
      ranks.set(name, [...list, place < 0 ? Number.POSITIVE_INFINITY : place + 1])
    }
  return [...ranks]
    .map(([file, list]) => ({ file, ...figuresOf(list) }))
    .sort((a, b) => b.cases - a.cases || (a.file < b.file ? -1 : 1))
}
