import { readAnswer } from '../../documentation/answer.ts'
import { guardAnswer, guardContext } from '../../documentation/guard.ts'
import { hash } from '../../documentation/hash.ts'
import { documentEdit } from '../../documentation/splice.ts'
import { BudgetError, GitDocError, ModelError } from '../../errors.ts'
import type { CommitEvent, ModelCall } from '../../events/commit.ts'
import type { CommitRun, TargetState } from '../../machines/commit-run.ts'
import type { CachedAnswer, Draft, DraftRequest, World } from '../../ports.ts'
import { asTheyCome } from './as-they-come.ts'
import { cacheKey } from './cache-key.ts'
import { checkedOut } from './checked-out.ts'
import { draftRequest } from './request.ts'
import { type CurrentSection, currentSection } from './section.ts'

/**
 * Drafts each target that has no answer yet, all at a time as far as the provider goes; yields one event an answer, so
 * that a resume drafts only the rest.
 */
export async function* draft(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const { commit: head } = await checkedOut(world)
  const open = run.targets.filter(({ state }) => state === 'planned')
  const drafts = open.map(target => draftTarget(run, target, head, world))
  let deferred: CommitEvent | undefined
  for await (const event of asTheyCome(drafts)) {
    // It ends the effect, and answers that are under way are paid for.
    if (event.type === 'apply.deferred') deferred = event
    else yield event
  }
  if (deferred) yield deferred
}

const draftTarget = async (
  run: CommitRun,
  target: TargetState,
  head: string,
  world: World,
): Promise<CommitEvent> => {
  const calls: ModelCall[] = []
  try {
    const current = await currentSection(target, head, world)
    const request = await draftRequest(run, target, current, world)
    const key = cacheKey(run, target, request, world)
    const cached = await world.cached(key)
    const answer = cached ?? (await ask(request, current, target, calls, world))
    const facts = {
      target: target.id,
      key,
      provider: answer.provider,
      model: answer.model,
      template: request.prompt.template,
      cached: cached !== undefined,
      calls,
    }
    if (answer.text === undefined) return { type: 'target.unchanged', data: facts }
    const { text, proofs } = answer
    return {
      type: 'target.drafted',
      data: { ...facts, before: hash(current.text), text, proofs: [...proofs] },
    }
  } catch (error) {
    if (!(error instanceof GitDocError) || world.signal.aborted) throw error
    if (error instanceof BudgetError) return waitingForMoney(run, error, calls)
    const away = await world.provider.unavailable?.()
    if (error instanceof ModelError && away) return waitingForProvider(run, away.detail, calls)
    const { code, message: reason, hint } = error
    return { type: 'target.failed', data: { target: target.id, code, reason, hint, calls } }
  }
}

/** While nobody can be asked the work waits, and goes on by itself: it is no failure of this commit. */
const waitingForProvider = (
  { targets }: CommitRun,
  detail: string,
  calls: readonly ModelCall[],
): CommitEvent => ({
  type: 'apply.deferred',
  data: {
    reason: 'provider-unavailable',
    detail,
    targets: targets.filter(({ state }) => state === 'planned').map(({ id }) => id),
    ...(calls.length > 0 && { calls: [...calls] }),
  },
})

/** Nothing was sent; the work goes on by itself when there is money again. */
const waitingForMoney = (
  { targets }: CommitRun,
  { message, needs }: BudgetError,
  calls: readonly ModelCall[],
): CommitEvent => ({
  type: 'apply.deferred',
  data: {
    reason: 'budget-reached',
    detail: message,
    needs,
    targets: targets.filter(({ state }) => state === 'planned').map(({ id }) => id),
    ...(calls.length > 0 && { calls: [...calls] }),
  },
})

type Answer = Omit<CachedAnswer, 'at'>

const ask = async (
  request: DraftRequest,
  current: CurrentSection,
  target: TargetState,
  calls: ModelCall[],
  world: World,
): Promise<Answer> => {
  const draft = await world.provider.draft(request, {
    signal: world.signal,
    onCall: call => calls.push(call),
  })
  return checked(draft, current, target)
}

/** What an answer makes of the section, after its guards and a trial in the document it is for. */
const checked = (draft: Draft, current: CurrentSection, target: TargetState): Answer => {
  const { provider, model, proofs } = draft
  const answer = readAnswer(draft.text, { text: current.text })
  if (answer.unchanged) return { provider, model, text: undefined, proofs: [] }
  const { file, section, scope } = target
  guardAnswer(current.text, answer.text, guardContext(current.sections, current.section, scope))
  const edit = documentEdit(file, [
    { section, scope, before: hash(current.text), text: answer.text },
  ])
  edit.rewrite(current.bytes)
  return { provider, model, text: answer.text, proofs }
}
