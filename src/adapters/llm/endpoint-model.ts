import { ModelError } from '../../errors/models.ts'
import type { ModelCall } from '../../events/model-call.ts'
import type { CompletionRequest, Model } from '../../ports/model.ts'
import { type HttpAnswer, type HttpOutcome, isSuccess } from '../http/answer.ts'
import { expectedTokens } from './budget.ts'
import { connectionFailure, mayHaveArrived } from './connection-errors.ts'
import { withDeadline } from './deadline.ts'
import { keyUnusable, statusFailure, truncated, unusable } from './failures.ts'
import type { Reading } from './finish.ts'
import { costOfCall } from './prices.ts'
import { type Endpoint, type Target, targetOf } from './target.ts'
import { withoutThoughts } from './thoughts.ts'

/** How to talk to one kind of server. */
export interface Protocol {
  post(request: CompletionRequest, signal: AbortSignal): Promise<HttpOutcome>
  /** Reads a success; failures look the same everywhere. */
  read(answer: HttpAnswer, target: Target): Reading
}

/** Something to wait for before a request, within a time of its own: the load of a local model. */
export interface Preparation {
  readonly milliseconds: number
  prepare(target: Target, signal: AbortSignal): Promise<HttpOutcome>
}

/** A model whose every completion is one request; `open` loads what the protocol needs when the first is made. */
export const endpointModel = (
  endpoint: Endpoint,
  open: (target: Target) => Promise<Protocol>,
  preparation?: Preparation,
): Model => {
  const { name, model, timeout, apiKey = '', price } = endpoint
  const target = targetOf(endpoint)
  let opened: Promise<Protocol> | undefined

  const within = (
    work: (signal: AbortSignal) => Promise<HttpOutcome>,
    signal: AbortSignal,
    milliseconds: number,
  ) => withDeadline(work, { name, signal, milliseconds }).catch(onlyModelErrors)

  const outcomeOf = async (
    protocol: Protocol,
    request: CompletionRequest,
    signal: AbortSignal,
  ): Promise<HttpOutcome> => {
    if (preparation) {
      const { prepare, milliseconds } = preparation
      const prepared = await within(own => prepare(target, own), signal, milliseconds)
      if (!('answer' in prepared && isSuccess(prepared.answer))) return prepared
    }
    return within(own => protocol.post(request, own), signal, timeout)
  }

  return {
    name,
    model,
    async complete(request, { signal, onCall }) {
      if (!/^[\x21-\x7e]*$/.test(apiKey)) throw keyUnusable(target)
      opened ??= open(target)
      const protocol = await opened
      const started = performance.now()
      const outcome = await outcomeOf(protocol, request, signal)
      const reading = clean(readingOf(outcome, target, protocol, timeout), request, target)
      const call = {
        provider: name,
        model,
        milliseconds: Math.round(performance.now() - started),
        outcome: 'error' in reading ? reading.error.class : 'ok',
        ...('answer' in outcome && { status: outcome.answer.status }),
        ...reading.usage,
        ...('text' in reading && expectationOf(request)),
      }
      const cost = costOfCall(price, call, 'answer' in outcome || mayHaveArrived(outcome.error))
      const priced: ModelCall = cost === undefined ? call : { ...call, cost }
      onCall?.(priced)
      if ('error' in reading) throw reading.error
      return { text: reading.text, provider: name, model, calls: [priced] }
    },
  }
}

/** A deadline is an outcome like others; any other rejection is a mistake of ours. */
const onlyModelErrors = (error: unknown): HttpOutcome => {
  if (error instanceof ModelError) return { error }
  throw error
}

const readingOf = (
  outcome: HttpOutcome,
  target: Target,
  protocol: Protocol,
  timeout: number,
): Reading => {
  if ('answer' in outcome)
    return isSuccess(outcome.answer)
      ? protocol.read(outcome.answer, target)
      : { error: statusFailure(target, outcome.answer), usage: {} }
  const { error } = outcome
  return {
    error: error instanceof ModelError ? error : connectionFailure(target, error, timeout),
    usage: {},
  }
}

/** A reading without thoughts and broken characters: neither belongs in a document. */
const clean = (reading: Reading, { answerLike }: CompletionRequest, target: Target): Reading => {
  if ('error' in reading) return reading
  const { usage } = reading
  const text = withoutThoughts(reading.text, answerLike)
  if (text === undefined) return { error: truncated(target), usage }
  if (text.trim() === '') return { error: unusable(target, 'only thoughts, and no text'), usage }
  if (text.includes('\uFFFD') && !answerLike.includes('\uFFFD'))
    return { error: unusable(target, 'broken characters'), usage }
  return { text, usage }
}

const expectationOf = (request: CompletionRequest) => {
  const { inputTokens, outputTokens } = expectedTokens(request)
  return { expectedInputTokens: inputTokens, expectedOutputTokens: outputTokens }
}
