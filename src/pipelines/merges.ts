import type { PastCommit } from '../ports/pipelines.ts'
import { atRank } from './trends.ts'

/** How long branches lived before they were merged, in days from the oldest of their commits. */
export interface MergeTrend {
  readonly merges: number
  readonly p50?: number | undefined
  readonly p95?: number | undefined
}

/**
 * What the merges on HEAD's first parents tell. What was merged is what the merge brought that was not there before. The commits come
 * newest first, each before its parents; parents that are not among them count as there before.
 */
export const mergeTrend = (commits: readonly PastCommit[]): MergeTrend => {
  const known = new Map(commits.map(each => [each.commit, each]))
  const mainline: PastCommit[] = []
  for (let at = commits[0]; at; at = known.get(at.parents[0] ?? '')) mainline.push(at)
  const there = new Set<string>()
  const days: number[] = []
  for (const merge of mainline.toReversed()) {
    there.add(merge.commit)
    const [, ...others] = merge.parents
    const first = oldestOf(others, known, there)
    if (first !== undefined) days.push(Math.max(0, merge.committed - first) / 86_400)
  }
  if (days.length === 0) return { merges: 0 }
  const rounded = (part: number) => Math.round(atRank(days, part) * 100) / 100
  return { merges: days.length, p50: rounded(0.5), p95: rounded(0.95) }
}

/** When the oldest commit was written that some have and that was not there before; it is there from now on. */
const oldestOf = (
  tips: readonly string[],
  known: ReadonlyMap<string, PastCommit>,
  there: Set<string>,
): number | undefined => {
  const left = [...tips]
  let oldest: number | undefined
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const commit = there.has(id) ? undefined : known.get(id)
    if (!commit) continue
    there.add(id)
    oldest = Math.min(oldest ?? commit.authored, commit.authored)
    left.push(...commit.parents)
  }
  return oldest
}

/** How many tags name a version (`v1.2.3`, `name@1.2.3`, `name/v1.2.3`) on the commits of each month. */
export const releasesByMonth = (
  commits: readonly PastCommit[],
): Readonly<Record<string, number>> => {
  const months: Record<string, number> = {}
  for (const { month, tags } of commits) {
    const releases = tags.filter(tag => /(?:^|[/@_-])v?\d+\.\d+\.\d+$/.test(tag)).length
    if (releases === 0) continue
    months[month] = (months[month] ?? 0) + releases
  }
  return months
}
