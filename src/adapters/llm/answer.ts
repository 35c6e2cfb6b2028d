import * as z from 'zod'

/** What a server answered, whole: nothing of it is looked at before it is all here. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** A count that is none is not told. */
export const tokens = z.int().nonnegative().optional().catch(undefined)

/** What all these servers have in common; the rest differs from vendor to vendor. */
const Completion = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      message: z
        .object({
          content: z
            .union([z.string(), z.array(z.object({ text: z.string().optional() }))])
            .nullish(),
          refusal: z.string().nullish(),
        })
        .nullish(),
    }),
  ),
  usage: z
    .object({ prompt_tokens: tokens, completion_tokens: tokens, total_tokens: tokens })
    .nullish()
    .catch(undefined),
})
type Completion = z.infer<typeof Completion>

/** A body as JSON; undefined if it is none. */
export const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

export const looksLikeHtml = (answer: Answer): boolean =>
  (answer.headers.get('content-type') ?? '').includes('html') || /^\s*</.test(answer.body)

/** The completion a 200 holds, or undefined if it holds something else. */
export const completionOf = (answer: Answer): Completion | undefined =>
  Completion.safeParse(jsonOf(answer.body)).data

/** The tokens the provider counted, as far as it says. */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
}

export const usageOf = ({ usage }: Completion): Usage => {
  const { prompt_tokens: inputTokens, completion_tokens: written, total_tokens } = usage ?? {}
  // Gemini leaves what it thought out of what it wrote, and bills it as the same.
  const rest = (total_tokens ?? 0) - (inputTokens ?? 0)
  const outputTokens = written === undefined ? undefined : Math.max(written, rest)
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  }
}

/** How a completion ended: with a text, or without one we may use. `words` are the model's own. */
export type Ending =
  | { readonly end: 'text'; readonly text: string }
  | { readonly end: 'refused'; readonly words: string }
  | { readonly end: 'truncated' | 'empty' | 'no-choice' }

export const endingOf = ({ choices: [choice] }: Completion): Ending => {
  if (!choice) return { end: 'no-choice' }
  const { message, finish_reason: reason } = choice
  if (message?.refusal) return { end: 'refused', words: message.refusal }
  // Gemini adds what its filter found: "content_filter: SAFETY".
  if (reason?.startsWith('content_filter')) return { end: 'refused', words: '' }
  if (reason === 'length' || reason === 'max_tokens') return { end: 'truncated' }
  const content = message?.content ?? ''
  const text = typeof content === 'string' ? content : content.map(part => part.text ?? '').join('')
  return text.trim() === '' ? { end: 'empty' } : { end: 'text', text }
}

/** What a server complains of, whatever its vendor wraps it in. `marks` are its stable words, `wait` is in milliseconds. */
export interface Complaint {
  readonly words: string
  readonly marks: ReadonlySet<string>
  readonly wait: number | undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Google's details: how long to wait, which quota was used up, why the key is wrong. */
const detailsOf = (details: unknown): { marks: readonly unknown[]; wait: number | undefined } => {
  const list = Array.isArray(details) ? details.filter(isObject) : []
  const violations = list
    .flatMap(({ violations }) => (Array.isArray(violations) ? violations : []))
    .filter(isObject)
  const delay = list.map(({ retryDelay }) => retryDelay).find(value => typeof value === 'string')
  const seconds = Number.parseFloat(delay ?? '')
  return {
    marks: [...list.map(({ reason }) => reason), ...violations.map(({ quotaId }) => quotaId)],
    wait: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  }
}

/** An object (most), an array around it (Gemini), a bare string (Ollama), plain text (proxies); nothing of an HTML page. */
export const complaintOf = (answer: Answer): Complaint => {
  const nothing = { words: '', marks: new Set<string>(), wait: undefined }
  const json = jsonOf(answer.body)
  if (json === undefined)
    return looksLikeHtml(answer) ? nothing : { ...nothing, words: answer.body }
  const outer: unknown = Array.isArray(json) ? json[0] : json
  const error = isObject(outer) ? (outer.error ?? outer) : outer
  if (typeof error === 'string') return { ...nothing, words: error }
  if (!isObject(error)) return nothing
  const { message, code, type, status } = error
  const details = detailsOf(error.details)
  const marks = [code, type, status, ...details.marks].filter(mark => typeof mark === 'string')
  return {
    words: typeof message === 'string' ? message : '',
    marks: new Set(marks),
    wait: details.wait,
  }
}

/**
 * The milliseconds a server asks to wait: `retry-after-ms`, or Retry-After in seconds or as a date. A date is taken
 * against the server's own clock where it tells it, so that a wrong clock here does not matter.
 */
export const retryAfter = (headers: Headers, now = Date.now()): number | undefined => {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  if (milliseconds >= 0) return milliseconds
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000
  // Date.parse also makes dates of numbers, as of "-5".
  const until = /^[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(until)) return undefined
  const there = Date.parse(headers.get('date') ?? '')
  return Math.max(0, until - (Number.isNaN(there) ? now : there))
}
