import type { Recorded } from '../../events/recorded.ts'
import { notice } from '../../kinds/commit/notice.ts'
import { openCommits } from '../../kinds/commit/open-runs.ts'
import { type Preview, preview } from '../../kinds/commit/preview.ts'
import { notIn } from '../../kinds/commit/reachable.ts'
import { takeNotes } from '../../kinds/commit/record-hook-notes.ts'
import { rewritesIn } from '../../kinds/commit/rewrites.ts'
import { type Step, type Waits, work } from '../../kinds/commit/run-commits.ts'
import { followLost } from '../../kinds/commit/track-rewrites.ts'
import type { Note } from '../../ports/hooks.ts'
import type { Blocker } from '../../ports/publisher.ts'
import { commitRun } from '../../projections/commit/run.ts'
import type { CommandContext } from '../context.ts'
import type { ProgressEvent } from '../progress.ts'
import { scaled, type Total, totalOf } from './estimate.ts'
import { type Range, type RangeOptions, rangeOf } from './range.ts'

/** The size of a first run, for the person to confirm. */
export interface Size {
  readonly commits: number
  readonly targets: number
  /** Tokens in the prompts; errs high. */
  readonly tokens: number
  readonly estimate: Total
  readonly provider: string
  readonly free: boolean
  /** How many commits the figures were estimated from; missing if it was all of them. */
  readonly sampled?: number
}

export interface UpdateOptions extends RangeOptions {
  /** Called before a first run documents a whole history. Resolve to false or throw to stop. */
  confirm(size: Size): Promise<boolean>
  onProgress(event: ProgressEvent): void
  /** Called with the notes of hooks before they are dropped. */
  onNotes?(notes: readonly Note[]): Promise<void>
  /** Whether others wait for this work to end: then it does not look for commits that were made in the meantime. */
  isAwaited?(): boolean
}

export interface Worked {
  /** The runs that got events, in order. */
  readonly runs: readonly string[]
  readonly noticed: number
  /** What blocked everything, if something did. */
  readonly obstacle?: Blocker | undefined
  readonly stopped?: 'declined' | undefined
  /** Others waited, so there may be more to do. */
  readonly unfinished?: boolean
  /** The commit up to which the branch was read; undefined if it was not. */
  readonly head?: string | undefined
}

/** Adds runs for new commits, and works on every unfinished run of this branch as far as it goes. */
export const update = async (tools: CommandContext, options: UpdateOptions): Promise<Worked> => {
  const obstacle = await tools.world.publisher.blocker()
  const { ref } = await tools.repository.head()
  // No branch, so no place for a doc commit: the commits are found when there is one again, as at the end of a rebase.
  if (ref === undefined && obstacle) {
    return { runs: [], noticed: 0, obstacle }
  }
  let looked = await look(tools, options)
  let { range } = looked
  if (range?.first && range.commits.length > 0 && !(await agreed(range, tools, options))) {
    return { runs: [], noticed: 0, stopped: 'declined' }
  }
  const runs = new Set<string>()
  const waits: Waits = new Map()
  let noticed = 0
  let unfinished = false
  // Runs that only continue to wait are reported too.
  const onProgress = (event: ProgressEvent) => {
    if (event.type === 'run') runs.add(event.row.run)
    options.onProgress(event)
  }
  let head: string | undefined
  while (range) {
    head = range.upTo
    noticed += await noticeAll(tools, { ...looked, range }, options, runs)
    let published = false
    for await (const { run, event } of workAll(tools, onProgress, waits, runs)) {
      runs.add(run)
      published ||= event.type === 'commit.published'
    }
    // Look again after doc commits: to recognize them as ours now, and to find commits made in the meantime.
    const looksAgain = published && options.to === undefined
    unfinished = looksAgain && (options.isAwaited?.() ?? false)
    if (!looksAgain || unfinished) break
    looked = await lookAgain(range, tools)
    range = looked.range
  }
  await tools.world.publisher.settle()
  return { runs: [...runs], noticed, obstacle, unfinished, head }
}

/** What there is to add, and the notes that had come before anybody looked: what they tell of is in the range. */
interface Looked {
  readonly range: Range | undefined
  readonly told: ReadonlySet<string>
}

const look = async (tools: CommandContext, options: RangeOptions): Promise<Looked> => {
  // In this order: the commit of a note that comes meanwhile may not be in the range, and only its note makes anybody look again.
  const told = new Set((await tools.inbox.read()).map(({ file }) => file))
  return { range: await rangeOf(tools, options), told }
}

/** What was added to the same branch since; nothing if HEAD is now on another branch or detached. */
const lookAgain = async ({ ref }: Range, tools: CommandContext): Promise<Looked> => {
  const head = await tools.repository.head()
  return head.ref === ref ? await look(tools, {}) : { range: undefined, told: new Set() }
}

const agreed = async (
  range: Range,
  tools: CommandContext,
  { confirm, onProgress }: UpdateOptions,
): Promise<boolean> => confirm(await sizeOf(range, tools, { onProgress }))

/**
 * Compares Git with the log: adds what is new and follows what was rewritten. It drops hook notes only after recording
 * all of them, and those that came since it looked at Git stay for the next time.
 */
const noticeAll = async (
  tools: CommandContext,
  { range, told }: Looked & { readonly range: Range },
  { onProgress, onNotes }: Pick<UpdateOptions, 'onProgress' | 'onNotes'>,
  runs: Set<string>,
): Promise<number> => {
  const { log, repository, inbox } = tools
  const notes = await inbox.read()
  await onNotes?.(notes)
  const attribution = await tools.attribution()
  let commits = 0
  const rewrites = rewritesIn(notes)
  for await (const { event } of notice(log, repository, { ...range, rewrites, attribution })) {
    if (event.type === 'commit.noticed') commits += 1
  }
  for await (const recorded of takeNotes(log, repository, notes, attribution)) {
    onProgress({ type: 'recorded', recorded })
  }
  const over = notes.filter(({ file }) => told.has(file))
  if (over.length > 0) await inbox.drop(over)
  await follow(tools, range.commits, onProgress, runs)
  onProgress({ type: 'noticed', commits })
  return commits
}

/** Finds out what happened to commits that left their branch. Adds the runs that this ends to `runs`. */
export const follow = async (
  { log, world }: CommandContext,
  recent: readonly string[],
  onProgress: (event: ProgressEvent) => void,
  runs: Set<string>,
): Promise<void> => {
  for await (const recorded of followLost(log, world, recent)) {
    onProgress({ type: 'recorded', recorded })
    if (recorded.event.type === 'commit.rewritten') runs.add(recorded.run)
  }
}

/** Works through all unfinished runs except those already worked on, and yields each event. */
export async function* workAll(
  tools: CommandContext,
  onProgress: (event: ProgressEvent) => void,
  waits: Waits = new Map(),
  worked: ReadonlySet<string> = new Set(),
): AsyncGenerator<Recorded> {
  const { log, repository, world, turns } = tools
  const before = new Set(worked)
  const rows = (await openCommits(log)).filter(({ run }) => !before.has(run))
  const begin = (step: Step) => onProgress({ type: 'run', ...step })
  for await (const recorded of work(rows, log, repository, world, { waits, begin, turns })) {
    onProgress({ type: 'recorded', recorded })
    yield recorded
  }
}

/** What `update` would do with the commits in the range and with unfinished runs; it records and changes nothing. */
export const planUpdate = async (
  tools: CommandContext,
  options: RangeOptions,
  drafts = tools.world.drafter.free,
): Promise<readonly Preview[]> => {
  const range = await rangeOf(tools, { ...options, detached: true })
  if (!range) return []
  const rows = await openCommits(tools.log)
  const head = await tools.repository.resolve('HEAD')
  const elsewhere = await notIn(tools.repository, rows, head)
  const known = rows.filter(row => !elsewhere.includes(row)).map(({ context }) => context.commit)
  const commits = [...new Set([...known, ...range.commits])]
  await tools.repository.prefetch(commits)
  const previews: Preview[] = []
  for (const commit of commits) {
    if (
      await tools.log
        .read(commitRun(commit))
        .then(past => past.length > 0 && !known.includes(commit))
    )
      continue
    previews.push(await previewOf(commit, range.ref, tools, drafts))
  }
  return previews
}

const previewOf = (
  commit: string,
  ref: string,
  tools: CommandContext,
  drafts: boolean,
): Promise<Preview> =>
  preview(
    commit,
    tools.scratch(),
    { ...tools.world, waiting: async () => undefined },
    { ref, drafts },
  )

/** More commits than these are not all planned before a person agrees: a sample says enough. */
const sampleSize = 50

/** A sample is taken at even distances, because old commits are not like new ones. */
const sizeOf = async (
  range: Range,
  tools: CommandContext,
  { onProgress }: Pick<UpdateOptions, 'onProgress'>,
): Promise<Size> => {
  const { commits } = range
  const isSample = commits.length > sampleSize
  const sample = isSample
    ? Array.from({ length: sampleSize }, (_, index) => {
        const place = Math.floor(((index + 0.5) * commits.length) / sampleSize)
        return commits[place] ?? ''
      })
    : commits
  await tools.repository.prefetch(sample)
  const plans: Preview[] = []
  for (const commit of sample) {
    onProgress({ type: 'planned', index: plans.length + 1, of: sample.length })
    plans.push(await previewOf(commit, range.ref, tools, false))
  }
  const targets = plans.flatMap(plan => plan.targets)
  const { name: provider, free } = tools.world.drafter
  const factor = commits.length / Math.max(sample.length, 1)
  const tokens = targets.reduce((sum, { prompt }) => sum + (prompt?.tokens ?? 0), 0)
  return {
    commits: commits.length,
    targets: Math.round(factor * targets.length),
    tokens: Math.round(factor * tokens),
    estimate: isSample ? scaled(totalOf(plans), factor) : totalOf(plans),
    ...(isSample ? { sampled: sample.length } : {}),
    provider,
    free,
  }
}
