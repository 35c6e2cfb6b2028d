import { ModelError, type ModelErrorClass } from '../../errors.ts'
import {
  type Answer,
  type Complaint,
  complaintOf,
  type Ending,
  looksLikeHtml,
  retryAfter,
} from './answer.ts'
import { oneLine } from './scrub.ts'

/** What to tell a person to do where it depends on the provider. */
export interface Hints {
  readonly key: string
  readonly model: string
  readonly connection: string
}

/** Whom a failure is about. `address` is for people: no credentials, no query. */
export interface Subject {
  readonly name: string
  readonly model: string
  readonly address: string
  readonly hints: Hints
  scrub(text: string): string
}

/** What to do where an address leads elsewhere. */
export const baseUrlHint = 'Check llm.base_url in .git-doc/config.toml.'

/** A ModelError; a cause is kept as words only, since an SDK's error holds headers and bodies that may repeat the key. */
export const failure = (
  errorClass: ModelErrorClass,
  message: string,
  hint: string,
  more: { wait?: number | undefined; cause?: string; stays?: boolean } = {},
): ModelError =>
  new ModelError(errorClass, message, {
    hint,
    ...(more.stays && { stays: true }),
    ...(more.wait !== undefined && { retryAfter: more.wait }),
    ...(more.cause !== undefined && { cause: new Error(more.cause) }),
  })

export const aborted = (name: string) =>
  failure('aborted', `Interrupted while waiting for ${name}.`, 'The next run asks again.')

export const timedOut = (name: string, milliseconds: number) =>
  failure(
    'timeout',
    `${name} did not answer within ${duration(milliseconds)}.`,
    'Raise llm.timeout in .git-doc/config.toml, or try again later.',
  )

/** Milliseconds as people say them: rounded up, in the largest unit that leaves a whole number worth saying. */
export const duration = (milliseconds: number): string => {
  const [unit, size] =
    (
      [
        ['hour', 3_600_000],
        ['minute', 60_000],
        ['second', 1000],
      ] as const
    ).find(([, size]) => milliseconds >= 2 * size) ?? (['second', 1000] as const)
  const exact = milliseconds / size
  const count = exact < 2 ? Math.ceil(exact * 10) / 10 : Math.ceil(exact)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

const hasMark = ({ marks }: Complaint, ...known: readonly string[]): boolean =>
  known.some(mark => marks.has(mark))

/** Groq's throttling also speaks of billing and Gemini's of quota: only what is said of an empty account counts. */
const isQuota = (status: number, complaint: Complaint): boolean =>
  status === 402 ||
  hasMark(complaint, 'insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active') ||
  [...complaint.marks].some(mark => /PerDay/.test(mark)) ||
  (complaint.wait === undefined &&
    /exceeded your current quota|reached your specified api usage limits|credit balance is too low|insufficient (credits|balance|funds)/i.test(
      complaint.words,
    ))

const isTooLong = (status: number, complaint: Complaint): boolean =>
  status === 413 ||
  hasMark(complaint, 'context_length_exceeded', 'request_too_large') ||
  (status === 400 &&
    /context[ _](length|window|limit)|prompt is too long|token count.*exceeds|reduce the length/i.test(
      complaint.words,
    )) ||
  // One prompt above a whole minute's allowance: no wait makes it fit.
  (status === 429 && /^request too large/i.test(complaint.words))

const isKeyWrong = (status: number, complaint: Complaint): boolean =>
  status === 401 ||
  status === 403 ||
  hasMark(complaint, 'API_KEY_INVALID', 'invalid_api_key') ||
  (status === 400 && /api[ _]key not valid/i.test(complaint.words))

/** The first that fits decides; what none fits is a request the provider will not take. */
const rules: readonly (readonly [
  ModelErrorClass,
  (status: number, complaint: Complaint) => boolean,
])[] = [
  ['context-length', isTooLong],
  ['quota', isQuota],
  ['throttled', status => status === 429],
  [
    'model-unknown',
    (status, complaint) =>
      status === 404 ||
      hasMark(complaint, 'model_not_found', 'model_decommissioned', 'invalid_model'),
  ],
  ['auth', isKeyWrong],
  ['server', status => status >= 500 || [408, 409, 425].includes(status)],
  ['malformed', status => status < 400],
]

const classOf = (status: number, complaint: Complaint): ModelErrorClass =>
  rules.find(([, fits]) => fits(status, complaint))?.[0] ?? 'refused'

/** What happened and what to do, by class. */
const sentences: Partial<
  Record<ModelErrorClass, (subject: Subject) => { happened: string; hint: string }>
> = {
  'context-length': ({ model }) => ({
    happened: `finds the prompt too long for ${model}`,
    hint: 'Choose a model that takes longer prompts under llm.model, or map smaller sections.',
  }),
  quota: () => ({
    happened: 'has no quota left for this account',
    hint: 'Look at plan and billing of the account, or name another provider under llm.fallbacks.',
  }),
  throttled: () => ({
    happened: 'asks to slow down',
    hint: 'Wait and run "git-doc retry", or name another provider under llm.fallbacks.',
  }),
  auth: ({ hints }) => ({ happened: 'does not accept the API key', hint: hints.key }),
  'model-unknown': ({ model, hints }) => ({
    happened: `knows no model "${model}"`,
    hint: `${hints.model} If the model is right: ${baseUrlHint}`,
  }),
  server: () => ({
    happened: 'has a problem of its own',
    hint: 'Wait and run "git-doc retry", or name another provider under llm.fallbacks.',
  }),
  malformed: () => ({ happened: 'answered with something else', hint: baseUrlHint }),
}

/** An answer that is no success, in a sentence: status, the server's own words, how long it asks to wait. */
export const statusFailure = (subject: Subject, answer: Answer): ModelError => {
  const complaint = complaintOf(answer)
  const errorClass = classOf(answer.status, complaint)
  const { happened, hint } = sentences[errorClass]?.(subject) ?? {
    happened: 'does not take the request',
    hint: 'Check llm.model and llm.base_url in .git-doc/config.toml.',
  }
  const passes = errorClass === 'throttled' || errorClass === 'server'
  const wait = passes ? (retryAfter(answer.headers) ?? complaint.wait) : undefined
  const words = oneLine(complaint.words, subject.scrub)
  return failure(
    errorClass,
    [
      `${subject.name} (${subject.address}) ${happened}: ${answer.status}${words && ` ${words}`}`,
      ...(wait === undefined ? [] : [`It asks to wait ${duration(wait)}.`]),
    ]
      .map(sentence => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`))
      .join(' '),
    hint,
    { wait },
  )
}

/** A success that is no chat completion. */
export const shapeFailure = (subject: Subject, answer: Answer, what?: string): ModelError => {
  if (looksLikeHtml(answer))
    return failure(
      'malformed',
      `The server at ${subject.address} answered HTML instead of JSON: is base_url right?`,
      baseUrlHint,
    )
  const words = oneLine(complaintOf(answer).words, subject.scrub, 120)
  return failure(
    'malformed',
    `The server at ${subject.address} answered ${what ?? 'something that is no chat completion'}${words && ` (${words})`}.`,
    `Run "git-doc retry"; if it stays so: ${baseUrlHint}`,
  )
}

export const tooLarge = (subject: Subject, bytes: number) =>
  failure(
    'malformed',
    `The server at ${subject.address} answered more than ${bytes / 1_048_576} MiB.`,
    baseUrlHint,
  )

const truncated = ({ name, model }: Subject) =>
  failure(
    'truncated',
    `The answer of ${model} (${name}) was cut off at its length limit: nothing of it is used.`,
    'Choose a model with longer answers under llm.model, or map smaller sections.',
  )

const refused = ({ name, model, scrub }: Subject, words: string) =>
  failure(
    'refused',
    `${model} (${name}) refused to answer${words && `: ${oneLine(words, scrub)}`}`.replace(
      /([^.!?…])$/,
      '$1.',
    ),
    'Choose another model under llm.model, or name another provider under llm.fallbacks.',
  )

export const keyUnusable = ({ name, hints }: Subject) =>
  failure('auth', `The API key for ${name} has characters that no key has.`, hints.key)

/** What an ending comes to: its text, or the error to throw. */
export const readEnding = (
  ending: Ending,
  subject: Subject,
  answer: Answer,
): { readonly text: string } | { readonly error: ModelError } => {
  switch (ending.end) {
    case 'text':
      return { text: ending.text }
    case 'truncated':
      return { error: truncated(subject) }
    case 'refused':
      return { error: refused(subject, ending.words) }
    case 'empty':
      return { error: shapeFailure(subject, answer, 'an empty text') }
    case 'no-choice':
      return { error: shapeFailure(subject, answer, 'without any choice') }
  }
}
