import * as z from 'zod'
import type { ModelError } from '../../errors/models.ts'
import type { HttpAnswer } from '../http/answer.ts'
import { refused, shapeFailure, truncated } from './failures.ts'
import type { Target } from './target.ts'

/** The tokens that the provider counted, as far as it says. */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
}

/** A token count as servers send it; an impossible one counts as missing. */
export const tokenCount = z.int().nonnegative().optional().catch(undefined)

/** The text of an answer, or why it has none we may use; and what it will be billed by. */
export type Reading = { readonly usage: Usage } & (
  | { readonly text: string }
  | { readonly error: ModelError }
)

/** What a server says about the end of an answer. */
export interface Finish {
  /** Why it ended, in the server's word; missing if it does not say. */
  readonly reason: string | null | undefined
  readonly text: string
  /** A refusal in the model's own words. */
  readonly refusal?: string | undefined
}

/** Only these words mean that an answer is complete. */
const complete: ReadonlySet<string> = new Set([
  'stop',
  'end_turn',
  'stop_sequence',
  'eos',
  'eos_token',
  'complete',
])

const cutOff = /length|max|limit|exceeded/
const stoppedByFilter =
  /filter|safety|refus|recitation|sensitive|prohibited|blocklist|guardrail|spii|toxic|moderation/

/** Reads how an answer ended: an answer that is not known to be complete is not used. */
export const readFinish = (
  { reason, text, refusal }: Finish,
  target: Target,
  answer: HttpAnswer,
): { readonly text: string } | { readonly error: ModelError } => {
  if (refusal) return { error: refused(target, refusal) }
  const word = (reason ?? '').trim().toLowerCase()
  if (stoppedByFilter.test(word)) return { error: refused(target, '') }
  if (cutOff.test(word)) return { error: truncated(target) }
  if (text.trim() === '') return { error: shapeFailure(target, answer, 'an empty text') }
  if (word === '')
    return { error: shapeFailure(target, answer, 'a text without saying that it is complete') }
  if (!complete.has(word))
    return { error: shapeFailure(target, answer, `a text that ended with "${shown(word)}"`) }
  return { text }
}

const shown = (word: string): string => word.replace(/[^\w .:-]/g, '').slice(0, 40)
