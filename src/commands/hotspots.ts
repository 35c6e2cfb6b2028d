import { isBuiltInIgnored } from '../documentation/classify-changes.ts'
import { noHistory } from '../errors/hotspots.ts'
import { churnCounter } from '../pipelines/churn.ts'
import { isCodeFile } from '../pipelines/code-file.ts'
import { complexityMeter } from '../pipelines/complexity.ts'
import { type Hotspot, rankHotspots } from '../pipelines/hotspots.ts'
import type { Activity } from '../ports/activity.ts'
import type { Repository, TreeEntry } from '../ports/repository.ts'

export interface HotspotTools {
  readonly repository: Pick<Repository, 'facts' | 'head' | 'commit' | 'tree'>
  readonly activity: Activity
  /** Those of the paths that the configuration or ignore files leave out. */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>
}

export interface HotspotOptions {
  /** Where the window begins that ends then; undefined for the whole history. */
  begin(end: string): string | undefined
  /** The commit whose merge base with HEAD tells what is changed. */
  readonly base?: string | undefined
  readonly most?: number | undefined
}

export interface HotspotReport {
  readonly commit: string
  /** The window of time; without a begin, it is the whole history. */
  readonly from?: string | undefined
  readonly to: string
  /** Code files in HEAD. */
  readonly files: number
  /** History is missing, so churn may be higher than this. */
  readonly shallow: boolean
  /** There is no common ancestor with the base, so no file counts as changed. */
  readonly baseUnrelated: boolean
  readonly hotspots: readonly Hotspot[]
}

/** The code files that changed most and are most complex. NO_HISTORY where there is no commit. */
export const hotspots = async (
  { repository, activity, ignored }: HotspotTools,
  { begin, base, most }: HotspotOptions,
): Promise<HotspotReport> => {
  const { commit: head } = await repository.head()
  if (head === undefined) throw noHistory()
  const { committedAt: to } = await repository.commit(head)
  const from = begin(to)
  const files = await codeFiles(await repository.tree(head), activity, ignored)
  const churn = churnCounter()
  await activity.touched(head, { from, to }, churn.take)
  const complexities = await complexitiesOf(files, activity)
  const changed = base === undefined ? new Set<string>() : await activity.changed(head, base)
  return {
    commit: head,
    from,
    to,
    files: files.length,
    shallow: repository.facts.shallow,
    baseUnrelated: changed === undefined,
    hotspots: rankHotspots(
      {
        complexities,
        churns: churn.counts(path => complexities.has(path)),
        changed: changed ?? new Set(),
      },
      most,
    ),
  }
}

/** Regular files in a programming language that people of this project write. */
const codeFiles = async (
  tree: readonly TreeEntry[],
  activity: Activity,
  ignored: HotspotTools['ignored'],
): Promise<readonly TreeEntry[]> => {
  const files = tree.filter(
    ({ path, mode }) => mode.startsWith('100') && isCodeFile(path) && !isBuiltInIgnored(path),
  )
  const paths = files.map(({ path }) => path)
  const [left, others] = await Promise.all([ignored(paths), activity.madeByOthers(paths)])
  return files.filter(({ path }) => !left.has(path) && !others.has(path))
}

const complexitiesOf = async (
  files: readonly TreeEntry[],
  activity: Activity,
): Promise<ReadonlyMap<string, number | undefined>> => {
  const found = new Map<string, number | undefined>()
  await activity.read(
    files.map(({ blob }) => blob),
    index => {
      const meter = complexityMeter()
      return {
        push: meter.push,
        end: () => void found.set(files[index]?.path ?? '', meter.end()),
      }
    },
  )
  return found
}
