import { pipelineUnknown } from '../errors/pipelines.ts'
import { type MergeTrend, mergeTrend, releasesByMonth } from '../pipelines/merges.ts'
import { type Trend, trendOf } from '../pipelines/trends.ts'
import type { RepositoryFacts } from '../ports/repository.ts'
import type { DeedMonths } from '../projections/activation/months.ts'
import { locateState, now, openRepositoryAt, type Place, settled } from './place.ts'
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
  const since = new Date(now().getTime() - 365 * 86_400_000)
  const [{ facts, folder }, commits] = await Promise.all([
    locateState(place),
    import('../adapters/pipelines/history.ts').then(({ historySince }) =>
      historySince(place.cwd, since),
    ),
  ])
  const [runs, deeds] = (await Promise.all([
    readKindView(folder, 'pipeline'),
    readKindView(folder, 'activation'),
  ])) as [
    { readonly trends?: Readonly<Record<string, Trend>> } | undefined,
    { readonly months?: DeedMonths } | undefined,
  ]
  const own = Object.entries(runs?.trends ?? {}).flatMap(([each, trend]): PipelineTrend[] =>
    name === undefined || name === each ? [{ name: each, witness: 'log', ...trend }] : [],
  )
  const told = own.length > 0 ? undefined : await tellReceipts(facts, name)
  if (name !== undefined && own.length === 0 && told?.pipelines.length === 0)
    await assertConfigured(place, name)
  return {
    pipelines: told?.pipelines ?? own,
    releases: releaseMonths(releasesByMonth(commits), deeds?.months ?? told?.months ?? {}),
    merges: mergeTrend(commits),
    since: since.toISOString(),
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
    const { rows, months } = await receiptTrends(receipts, name)
    const pipelines = rows.flatMap(([each, row]): PipelineTrend[] => {
      const trend = trendOf(row)
      return trend ? [{ name: each, witness: 'receipts', ...trend }] : []
    })
    return { pipelines, months }
  } finally {
    await receipts.close()
  }
}

const assertConfigured = async (place: Place, name: string): Promise<void> => {
  const repository = await openRepositoryAt(place.cwd)
  const { settings } = await settled(repository, place).finally(() => repository.close())
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
