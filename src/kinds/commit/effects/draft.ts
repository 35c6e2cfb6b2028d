import { hash } from '../../../documentation/hash.ts'
import { GitDocError } from '../../../errors/error.ts'
import { BudgetError, ModelError } from '../../../errors/models.ts'
import type { CommitEvent } from '../../../events/commit.ts'
import type { CommitRun, TargetState } from '../../../machines/commit-run.ts'
import type { DraftRequest } from '../drafter.ts'
import type { World } from '../world.ts'
import { asTheyCome } from './as-completed.ts'
import { ask, type Trace } from './ask.ts'
import { cacheKey } from './cache-key.ts'
import { documentsCommit } from './head-commit.ts'
import { draftRequest } from './request.ts'
import { currentSection, isGone } from './section.ts'

/**
 * Drafts each target that has no answer yet, as many at a time as the provider allows. Yields one event per answer, so
 * that a resumed run drafts only the rest.
 */
export async function* draft(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const head = await documentsCommit(run, world)
  const open = run.targets.filter(({ state }) => state === 'planned')
  const drafts = open.map(target => draftTarget(run, target, head, world))
  const deferred: Deferral[] = []
  for await (const event of asTheyCome(drafts)) {
    // A deferral ends the effect, so it comes last: answers in flight are already paid for.
    if (event.type === 'apply.deferred') deferred.push(event)
    else yield event
  }
  const [first] = deferred
  if (first) yield { ...first, data: { ...first.data, ...madeBy(deferred) } }
}

type Deferral = CommitEvent & { readonly type: 'apply.deferred' }

/** The requests of all deferred drafts together. */
const madeBy = (deferrals: readonly Deferral[]) => {
  const calls = deferrals.flatMap(({ data }) => data.calls ?? [])
  const sent = deferrals.flatMap(({ data }) => data.sent ?? [])
  return { ...(calls.length > 0 && { calls }), ...(sent.length > 0 && { sent }) }
}

const draftTarget = async (
  run: CommitRun,
  target: TargetState,
  head: string,
  world: World,
): Promise<CommitEvent> => {
  const trace: Trace = { calls: [], guards: [], sent: [] }
  try {
    const current = await currentSection(target, head, world)
    const request = await draftRequest(run, target, current, world)
    const key = cacheKey(run, target, request, world)
    const cached = await world.cached(key)
    const answer = cached ?? (await ask({ run, target, head, current, request }, trace, world))
    const facts = {
      target: target.id,
      key,
      provider: answer.provider,
      model: answer.model,
      template: request.prompt.template,
      cached: cached !== undefined,
      ...leftOut(request, world.drafter),
      ...recorded(trace),
    }
    if (answer.text === undefined) return { type: 'target.unchanged', data: facts }
    const { text, added, proofs } = answer
    return {
      type: 'target.drafted',
      data: {
        ...facts,
        before: hash(current.text),
        text,
        ...(added && { added }),
        proofs: [...proofs],
      },
    }
  } catch (error) {
    if (!(error instanceof GitDocError) || error.scope === 'process' || world.signal.aborted)
      throw error
    if (error instanceof BudgetError)
      return waiting(run, 'budget-reached', error.message, trace, { needs: error.needs })
    if (error.code === 'NOT_ALLOWED')
      return waiting(run, 'not-allowed', `${error.message} ${error.hint}`, trace)
    const away = await world.drafter.unavailable?.()
    if (error instanceof ModelError && away)
      return waiting(run, 'provider-unavailable', away.detail, trace)
    const { code, message: reason, hint } = error
    return {
      type: 'target.failed',
      data: {
        target: target.id,
        code,
        reason,
        hint,
        ...(isGone(error) && { skip: true as const }),
        ...recorded(trace),
      },
    }
  }
}

/** The event lists at most this many names of omitted parts and counts the rest. */
const mostNames = 50

/** The offline provider reads the whole diff. */
const leftOut = ({ prompt: { omitted } }: DraftRequest, { free }: World['drafter']) => {
  if (free || omitted.length === 0) return {}
  const rest = omitted.length - mostNames
  return { omitted: [...omitted.slice(0, mostNames), ...(rest > 0 ? [`${rest} more`] : [])] }
}

/** Guards without objections leave no trace. */
const recorded = ({ calls, guards, sent }: Trace) => ({
  calls,
  ...(guards.length > 0 && { guards }),
  ...(sent.length > 0 && { sent }),
})

/** Nothing can be asked for now. That is no failure of this commit: the work continues by itself when it is possible again. */
const waiting = (
  { targets }: CommitRun,
  reason: 'provider-unavailable' | 'budget-reached' | 'not-allowed',
  detail: string,
  { calls, sent }: Trace,
  more: { readonly needs?: number } = {},
): Deferral => ({
  type: 'apply.deferred',
  data: {
    reason,
    detail,
    ...more,
    targets: targets.filter(({ state }) => state === 'planned').map(({ id }) => id),
    ...(calls.length > 0 && { calls }),
    ...(sent.length > 0 && { sent }),
  },
})
