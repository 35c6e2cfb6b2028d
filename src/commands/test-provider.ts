import { runName } from '../engine/run-name.ts'
import { type GitDocError, isGitDocError } from '../errors/error.ts'
import type { ModelCall } from '../events/model-call.ts'
import type { Attribution } from '../events/recorded.ts'
import type { EventLog } from '../ports/log.ts'
import type { Model } from '../ports/model.ts'

/** What a provider answered to a short request. */
export interface ProviderTest {
  readonly provider: string
  readonly model: string
  readonly answered: boolean
  readonly milliseconds: number
  readonly calls: readonly ModelCall[]
  /** Why it did not answer. */
  readonly error?: GitDocError | undefined
}

export interface TestWorld {
  readonly log: EventLog
  readonly signal: AbortSignal
  readonly stopwatch: () => () => number
  attribution(): Promise<Attribution>
}

/** Nothing of the repository is in it. */
const prompt = { system: 'Answer with the single word OK.', user: 'Do you answer?' }

/** Asks a model one short question, and records what it cost. An interruption is thrown, any other failure is the result. */
export const testProvider = async (
  model: Pick<Model, 'name' | 'model' | 'complete'>,
  { log, signal, stopwatch, attribution }: TestWorld,
): Promise<ProviderTest> => {
  const run = runName('provider', `${model.name}:${model.model}`)
  const calls: ModelCall[] = []
  const elapsed = stopwatch()
  const error = await model
    .complete({ prompt, run, answerLike: 'OK' }, { signal, onCall: call => calls.push(call) })
    .then(
      () => undefined,
      reason => {
        if (!isGitDocError(reason) || signal.aborted) throw reason
        return reason
      },
    )
  const milliseconds = elapsed()
  if (calls.length > 0) {
    const { length } = await log.read(run)
    const event = { type: 'provider.tested', data: { calls } } as const
    await log.append(run, [{ event, ...(await attribution()) }], length)
  }
  const { name: provider, model: asked } = model
  return { provider, model: asked, answered: error === undefined, milliseconds, calls, error }
}
