import { hash } from '../../documentation/hash.ts'
import { GitDocError } from '../../errors.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { CommitRun, TargetState } from '../../machines/commit-run.ts'
import type { World } from '../../ports.ts'
import { ask, type Trace } from './ask.ts'
import { cacheKey } from './cache-key.ts'
import { checkedOut } from './checked-out.ts'
import { draftRequest } from './request.ts'
import { currentSection } from './section.ts'

/** Drafts each target that has no answer yet; yields one event an answer, so that a resume drafts only the rest. */
export async function* draft(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const { commit: head } = await checkedOut(world)
  for (const target of run.targets) {
    if (target.state === 'planned') yield await draftTarget(run, target, head, world)
  }
}

const draftTarget = async (
  run: CommitRun,
  target: TargetState,
  head: string,
  world: World,
): Promise<CommitEvent> => {
  const trace: Trace = { calls: [], guards: [] }
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
      ...recorded(trace),
    }
    if (answer.text === undefined) return { type: 'target.unchanged', data: facts }
    const { text, proofs } = answer
    return {
      type: 'target.drafted',
      data: { ...facts, before: hash(current.text), text, proofs: [...proofs] },
    }
  } catch (error) {
    if (!(error instanceof GitDocError) || world.signal.aborted) throw error
    const { code, message: reason, hint } = error
    return {
      type: 'target.failed',
      data: { target: target.id, code, reason, hint, ...recorded(trace) },
    }
  }
}

/** Guards that had nothing to say leave no trace. */
const recorded = ({ calls, guards }: Trace) => ({ calls, ...(guards.length > 0 && { guards }) })
