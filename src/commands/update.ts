import { followLost } from '../engine/follow.ts'
import { rewritesIn } from '../engine/notes.ts'
import { type Preview, preview } from '../engine/preview.ts'
import { notIn } from '../engine/reachable.ts'
import { notice } from '../engine/reconcile.ts'
import { takeNotes } from '../engine/take-notes.ts'
import { unfinished } from '../engine/unfinished.ts'
import { type Step, type Waits, work } from '../engine/work.ts'
import type { Recorded } from '../events/recorded.ts'
import type { Obstacle } from '../ports/doc-commits.ts'
import { type Total, totalOf } from './estimate.ts'
import { type Range, type RangeOptions, rangeOf } from './range.ts'
import type { Tools } from './tools.ts'

/** What a watcher of a long run hears, in order. */
export type News =
  | { readonly type: 'noticed'; readonly commits: number }
  | { readonly type: 'run'; readonly step: Step }
  | { readonly type: 'recorded'; readonly recorded: Recorded }

/** What a first run would do, for the person to agree to. */
export interface Size {
  readonly commits: number
  readonly targets: number
  /** Of the prompts, erring high. */
  readonly tokens: number
  readonly estimate: Total
  readonly provider: string
  readonly free: boolean
}

export interface UpdateOptions extends RangeOptions {
  /** Asked before a first run takes up a whole history; resolves to false or throws to stop. */
  confirm(size: Size): Promise<boolean>
  tell(news: News): void
}

export interface Worked {
  /** The runs that anything happened to, in order. */
  readonly runs: readonly string[]
  readonly noticed: number
  /** What kept everything waiting, if something did. */
  readonly obstacle?: Obstacle | undefined
  readonly stopped?: 'declined' | undefined
}

/** Takes up new commits and brings every unfinished run of this branch as far as it goes. */
export const update = async (tools: Tools, options: UpdateOptions): Promise<Worked> => {
  const obstacle = await tools.world.docCommits.obstacle()
  const { ref } = await tools.repository.head()
  // During a rebase HEAD is detached for good reason: the commits are found when it is over.
  if (ref === undefined && obstacle && obstacle.reason !== 'detached-head') {
    return { runs: [], noticed: 0, obstacle }
  }
  let range = await rangeOf(tools, options)
  if (range?.first && range.commits.length > 0 && !(await agreed(range, tools, options))) {
    return { runs: [], noticed: 0, stopped: 'declined' }
  }
  const runs = new Set<string>()
  const waits: Waits = new Map()
  let noticed = 0
  // One that only goes on waiting is told of too.
  const tell = (news: News) => {
    if (news.type === 'run') runs.add(news.step.row.run)
    options.tell(news)
  }
  for (let published = true; range && published; range = await rangeOf(tools, {})) {
    noticed += await noticeAll(tools, range, options.tell, runs)
    published = false
    for await (const { run, event } of workAll(tools, tell, waits, runs)) {
      runs.add(run)
      published ||= event.type === 'commit.published'
    }
    // Once more after doc commits: to see them as ours now rather than next time, and what was committed meanwhile.
    if (options.to !== undefined) break
  }
  await tools.world.docCommits.settle()
  return { runs: [...runs], noticed, obstacle }
}

const agreed = async (range: Range, tools: Tools, { confirm }: UpdateOptions): Promise<boolean> =>
  confirm(await sizeOf(range, tools))

/**
 * Compares Git with the log: takes up what is new, follows what was rewritten. What hooks noted is dropped only when all of it
 * is on record.
 */
const noticeAll = async (
  tools: Tools,
  range: Range,
  tell: (news: News) => void,
  runs: Set<string>,
): Promise<number> => {
  const { log, repository, inbox } = tools
  const notes = await inbox.read()
  let commits = 0
  const rewrites = rewritesIn(notes)
  for await (const { event } of notice(log, repository, { ...range, rewrites })) {
    if (event.type === 'commit.noticed') commits += 1
  }
  for await (const recorded of takeNotes(log, repository, notes)) {
    tell({ type: 'recorded', recorded })
  }
  if (notes.length > 0) await inbox.drop(notes)
  await follow(tools, range.commits, tell, runs)
  tell({ type: 'noticed', commits })
  return commits
}

/** Looks what became of commits that left their branch; `runs` gets those that came to an end by it. */
export const follow = async (
  { log, world }: Tools,
  recent: readonly string[],
  tell: (news: News) => void,
  runs: Set<string>,
): Promise<void> => {
  for await (const recorded of followLost(log, world, recent)) {
    tell({ type: 'recorded', recorded })
    if (recorded.event.type === 'commit.rewritten') runs.add(recorded.run)
  }
}

/** Works through everything unfinished but the runs that were worked on before, telling each event. */
export async function* workAll(
  tools: Tools,
  tell: (news: News) => void,
  waits: Waits = new Map(),
  worked: ReadonlySet<string> = new Set(),
): AsyncGenerator<Recorded> {
  const { log, repository, world } = tools
  const before = new Set(worked)
  const rows = (await unfinished(log)).filter(({ run }) => !before.has(run))
  const begin = (step: Step) => tell({ type: 'run', step })
  for await (const recorded of work(rows, log, repository, world, { waits, begin })) {
    tell({ type: 'recorded', recorded })
    yield recorded
  }
}

/** What `update` would do with the commits of the range and with what is unfinished; nothing is recorded or changed. */
export const planUpdate = async (
  tools: Tools,
  options: RangeOptions,
  drafts = tools.world.provider.free,
): Promise<readonly Preview[]> => {
  const range = await rangeOf(tools, options)
  if (!range) return []
  const rows = await unfinished(tools.log)
  const head = await tools.repository.resolve('HEAD')
  const elsewhere = await notIn(tools.repository, rows, head)
  const known = rows.filter(row => !elsewhere.includes(row)).map(({ context }) => context.commit)
  const commits = [...new Set([...known, ...range.commits])]
  const previews: Preview[] = []
  for (const commit of commits) {
    if (
      await tools.log
        .read(`commit/${commit}`)
        .then(past => past.length > 0 && !known.includes(commit))
    )
      continue
    previews.push(await previewOf(commit, range.ref, tools, drafts))
  }
  return previews
}

const previewOf = (commit: string, ref: string, tools: Tools, drafts: boolean): Promise<Preview> =>
  preview(
    commit,
    tools.scratch(),
    { ...tools.world, waiting: async () => undefined },
    { ref, drafts },
  )

const sizeOf = async (range: Range, tools: Tools): Promise<Size> => {
  const plans: Preview[] = []
  for (const commit of range.commits) plans.push(await previewOf(commit, range.ref, tools, false))
  const targets = plans.flatMap(plan => plan.targets)
  const { name: provider, free } = tools.world.provider
  return {
    commits: range.commits.length,
    targets: targets.length,
    tokens: targets.reduce((sum, { prompt }) => sum + (prompt?.tokens ?? 0), 0),
    estimate: totalOf(plans),
    provider,
    free,
  }
}
