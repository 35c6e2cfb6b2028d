import { sectionDiff } from '../documentation/section-diff.ts'
import { cacheKey } from '../effects/commit/cache-key.ts'
import { draftRequest } from '../effects/commit/request.ts'
import { currentSection } from '../effects/commit/section.ts'
import { isGitDocError } from '../errors.ts'
import { kindOf } from '../kinds.ts'
import type { CommitRun, TargetState } from '../machines/commit-run.ts'
import { fold, stateName } from '../machines/fold.ts'
import type { EventLog } from '../ports/log.ts'
import type { DraftRequest, Estimate } from '../ports/provider.ts'
import type { World } from '../ports/world.ts'
import { advance } from './advance.ts'
import { commitRun, notice } from './reconcile.ts'

/** What would be done for one commit: its targets, why, what a prompt would weigh, and the edit where it costs nothing to know. */
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
  /** What asking is likely to cost; missing where it costs nothing or the section cannot be read. */
  readonly estimate?: Estimate | undefined
  /** The answer is in the cache: nothing is asked. */
  readonly cached?: boolean | undefined
  /** Bytes of the prompt and an estimate of its tokens that errs high; absent when the section cannot be read. */
  readonly prompt?: { readonly bytes: number; readonly tokens: number } | undefined
  /** The would-be change as a unified diff. */
  readonly diff?: string | undefined
}

/**
 * Plans a commit in a log that is thrown away: the same code as a real run, and nothing is changed or recorded.
 * With `drafts` it goes on to the drafts, which is done only where they cost nothing.
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
  const stop = options.drafts ? /^applying\.(preparing|publishing)/ : /^planned/
  for await (const _ of advance(run, scratch, world, state => stop.test(stateName(state))));

  const past = await scratch.read(run)
  const state = fold(
    kindOf(run).machine,
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
    return { ...shown, state: 'failed', reason: error.message }
  }
}

const costOf = async (
  request: DraftRequest,
  key: string,
  { provider, cached }: Pick<World, 'provider' | 'cached'>,
): Promise<Pick<PreviewTarget, 'estimate' | 'cached'>> => {
  if (provider.free) return {}
  if (await cached(key)) return { cached: true }
  return { estimate: await provider.estimate?.(request) }
}
