import { sectionDiff } from '../../documentation/section-diff.ts'
import { advance } from '../../engine/advance.ts'
import { fold, stateName } from '../../engine/fold.ts'
import { isGitDocError } from '../../errors/error.ts'
import type { CommitRun, TargetState } from '../../machines/commit-run.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Estimate } from '../../ports/money.ts'
import { commitRun } from '../../projections/commit/run.ts'
import type { DraftRequest } from './drafter.ts'
import { cacheKey } from './effects/cache-key.ts'
import { draftRequest } from './effects/request.ts'
import { currentSection, isGone } from './effects/section.ts'
import { commit as kind } from './kind.ts'
import { notice } from './notice.ts'
import type { World } from './world.ts'

/**
 * What git-doc would do for a commit: its targets and why, the size of the prompts, and the edit if it costs nothing to
 * compute.
 */
export interface Preview {
  readonly run: string
  readonly commit: string
  readonly subject: string
  readonly state: string
  readonly reason?: string | undefined
  readonly targets: readonly PreviewTarget[]
}

export interface PreviewTarget {
  readonly file: string
  readonly section: string
  readonly strategy: string
  readonly why: string
  readonly state: string
  readonly reason?: string | undefined
  /** The likely cost of asking; missing if it is free or the section cannot be read. */
  readonly estimate?: Estimate | undefined
  /** The answer is in the cache, so git-doc would not ask. */
  readonly cached?: boolean | undefined
  /** The size of the prompt in bytes, and a token estimate that errs high; missing if the section cannot be read. */
  readonly prompt?: { readonly bytes: number; readonly tokens: number } | undefined
  /** The change as a unified diff. */
  readonly diff?: string | undefined
}

/**
 * Plans a commit in a temporary log with the same code as a real run; it changes and records nothing. With `drafts` it
 * also drafts, if that is free.
 */
export const preview = async (
  commit: string,
  scratch: EventLog,
  world: World,
  options: { readonly ref: string; readonly drafts: boolean },
): Promise<Preview> => {
  const run = commitRun(commit)
  const { ref } = options
  for await (const _ of notice(scratch, world.repository, {
    commits: [commit],
    ref,
    upTo: commit,
  }));
  const before = options.drafts ? ['prepare', 'publish'] : ['start']
  for await (const _ of advance(run, { kind, log: scratch, world }, { before }));

  const past = await scratch.read(run)
  const state = fold(
    kind.machine,
    past.map(({ event }) => event),
  )
  const context = state.context as CommitRun
  const targets: PreviewTarget[] = []
  for (const target of context.targets) targets.push(await previewTarget(target, context, world))
  return {
    run,
    commit,
    subject: context.subject,
    state: targets.length > 0 ? 'planned' : stateName(state),
    reason: context.reason?.detail,
    targets,
  }
}

const previewTarget = async (
  target: TargetState,
  run: CommitRun,
  world: World,
): Promise<PreviewTarget> => {
  const { file, section, strategy, why, state, reason } = target
  const shown = { file, section, strategy, why, state, reason }
  try {
    const current = await currentSection(target, run.head ?? run.commit, world)
    const request = await draftRequest(run, target, current, world)
    const { prompt } = request
    const bytes = new TextEncoder().encode(prompt.system + prompt.user).length
    return {
      ...shown,
      prompt: { bytes, tokens: prompt.tokens },
      ...(await costOf(request, cacheKey(run, target, request, world), world)),
      diff: target.draft && sectionDiff(file, current.text, target.draft.text),
    }
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return { ...shown, state: isGone(error) ? 'skipped' : 'failed', reason: error.message }
  }
}

const costOf = async (
  request: DraftRequest,
  key: string,
  { drafter, cached }: Pick<World, 'drafter' | 'cached'>,
): Promise<Pick<PreviewTarget, 'estimate' | 'cached'>> => {
  if (drafter.free) return {}
  if (await cached(key)) return { cached: true }
  return { estimate: await drafter.estimate?.(request) }
}
