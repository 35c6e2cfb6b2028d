import { hash } from '../../documentation/hash.ts'
import { BudgetError, GitDocError, ModelError } from '../../errors.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { CommitRun, TargetState } from '../../machines/commit-run.ts'
import type { DraftRequest } from '../../ports/provider.ts'
import type { World } from '../../ports/world.ts'
import { asTheyCome } from './as-they-come.ts'
import { ask, type Trace } from './ask.ts'
import { cacheKey } from './cache-key.ts'
import { checkedOut } from './checked-out.ts'
import { draftRequest } from './request.ts'
import { currentSection } from './section.ts'

/**
 * Drafts each target that has no answer yet, all at a time as far as the provider goes; yields one event an answer, so
 * that a resume drafts only the rest.
 */
export async function* draft(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const { commit: head } = await checkedOut(world)
  const open = run.targets.filter(({ state }) => state === 'planned')
  const drafts = open.map(target => draftTarget(run, target, head, world))
  const deferred: Deferral[] = []
  for await (const event of asTheyCome(drafts)) {
    // It ends the effect, and answers that are under way are paid for.
    if (event.type === 'apply.deferred') deferred.push(event)
    else yield event
  }
  const [first] = deferred
  if (first) yield { ...first, data: { ...first.data, ...madeBy(deferred) } }
}

type Deferral = CommitEvent & { readonly type: 'apply.deferred' }

/** All requests of drafts that wait together. */
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
      ...leftOut(request, world.provider),
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
    if (!(error instanceof GitDocError) || world.signal.aborted) throw error
    if (error instanceof BudgetError) return waitingForMoney(run, error, trace)
    const away = await world.provider.unavailable?.()
    if (error instanceof ModelError && away) return waitingForProvider(run, away.detail, trace)
    const { code, message: reason, hint } = error
    return {
      type: 'target.failed',
      data: { target: target.id, code, reason, hint, ...recorded(trace) },
    }
  }
}

/** More names than this of what a prompt left out are only counted. */
const mostNames = 50

/** The offline provider reads the whole diff. */
const leftOut = ({ prompt: { omitted } }: DraftRequest, { free }: World['provider']) => {
  if (free || omitted.length === 0) return {}
  const rest = omitted.length - mostNames
  return { omitted: [...omitted.slice(0, mostNames), ...(rest > 0 ? [`${rest} more`] : [])] }
}

/** Guards that had nothing to say leave no trace. */
const recorded = ({ calls, guards, sent }: Trace) => ({
  calls,
  ...(guards.length > 0 && { guards }),
  ...(sent.length > 0 && { sent }),
})

/** While nobody can be asked the work waits, and goes on by itself: it is no failure of this commit. */
const waitingForProvider = (
  { targets }: CommitRun,
  detail: string,
  { calls, sent }: Trace,
): Deferral => ({
  type: 'apply.deferred',
  data: {
    reason: 'provider-unavailable',
    detail,
    targets: targets.filter(({ state }) => state === 'planned').map(({ id }) => id),
    ...(calls.length > 0 && { calls }),
    ...(sent.length > 0 && { sent }),
  },
})

/** Nothing was sent; the work goes on by itself when there is money again. */
const waitingForMoney = (
  { targets }: CommitRun,
  { message, needs }: BudgetError,
  { calls, sent }: Trace,
): Deferral => ({
  type: 'apply.deferred',
  data: {
    reason: 'budget-reached',
    detail: message,
    needs,
    targets: targets.filter(({ state }) => state === 'planned').map(({ id }) => id),
    ...(calls.length > 0 && { calls }),
    ...(sent.length > 0 && { sent }),
  },
})
