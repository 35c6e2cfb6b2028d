import { pipelineUnknown } from '../errors/pipelines.ts'
import type { MergeTrend } from '../pipelines/merges.ts'
import type { Trend } from '../pipelines/trends.ts'
import type { RepositoryFacts } from '../ports/repository.ts'
import type { DeedMonths } from '../projections/activation/months.ts'
import { type PastTrends, pastTrends } from './past-trends.ts'
import { locateState, type Place, settled } from './place.ts'
import { readKindView } from './reading.ts'

/** How the runs of a pipeline went, and who says so: the log of this clone or, where that has none, receipts. */
export interface PipelineTrend extends Trend {
  readonly name: string
  readonly witness: 'log' | 'receipts'
}

/** Releases in a month: tags with a version on HEAD's commits, and what was activated and rolled back in production. */
export interface ReleaseMonth {
  readonly month: string
  readonly tags: number
  readonly activations: number
  readonly rollbacks: number
}

/** What was found about a year, and about all runs that are kept. */
export interface Trends {
  readonly pipelines: readonly PipelineTrend[]
  /** Without months in which there was nothing; oldest first. */
  readonly releases: readonly ReleaseMonth[]
  readonly merges: MergeTrend
  /** Since when commits count (ISO 8601). */
  readonly since: string
}

/**
 * How runs, releases and merges went, of what the log's owner published last and of Git. It takes no lock and opens no log. Receipts are read only
 * where the log knows no run, of the pipeline that is named or of any. PIPELINE_UNKNOWN.
 */
export const readTrends = async (place: Place, name: string | undefined): Promise<Trends> => {
  const { facts, folder } = await locateState(place)
  const [past, runs, deeds] = (await Promise.all([
    pastTrends(facts, folder),
    readKindView(folder, 'pipeline'),
    readKindView(folder, 'activation'),
  ])) as [
    PastTrends,
    { readonly trends?: Readonly<Record<string, Trend>> } | undefined,
    { readonly months?: DeedMonths } | undefined,
  ]
  const own = Object.entries(runs?.trends ?? {}).flatMap(([each, trend]): PipelineTrend[] =>
    name === undefined || name === each ? [{ name: each, witness: 'log', ...trend }] : [],
  )
  const told = own.length > 0 ? undefined : await tellReceipts(facts, name)
  if (name !== undefined && own.length === 0 && told?.pipelines.length === 0)
    await assertConfigured(facts, place, name)
  return {
    pipelines: told?.pipelines ?? own,
    releases: releaseMonths(past.tags, deeds?.months ?? told?.months ?? {}),
    merges: past.merges,
    since: past.since,
  }
}

/** The same of what receipts say, which other clones wrote. */
const tellReceipts = async (
  facts: RepositoryFacts,
  name: string | undefined,
): Promise<{ readonly pipelines: readonly PipelineTrend[]; readonly months: DeedMonths }> => {
  const [{ openReceipts }, { receiptTrends }] = await Promise.all([
    import('../adapters/git/receipts.ts'),
    import('../commands/pipeline/receipt-trends.ts'),
  ])
  const receipts = openReceipts(facts)
  try {
    const { pipelines, months } = await receiptTrends(receipts, name)
    return { pipelines: pipelines.map(each => ({ witness: 'receipts', ...each })), months }
  } finally {
    await receipts.close()
  }
}

const assertConfigured = async (
  facts: RepositoryFacts,
  place: Place,
  name: string,
): Promise<void> => {
  const { settings } = await settled({ facts }, place)
  if (!Object.hasOwn(settings.pipelines, name))
    throw pipelineUnknown(name, Object.keys(settings.pipelines))
}

const releaseMonths = (
  tags: Readonly<Record<string, number>>,
  deeds: DeedMonths,
): readonly ReleaseMonth[] =>
  [...new Set([...Object.keys(tags), ...Object.keys(deeds)])].sort().map(month => ({
    month,
    tags: tags[month] ?? 0,
    activations: deeds[month]?.activations ?? 0,
    rollbacks: deeds[month]?.rollbacks ?? 0,
  }))
