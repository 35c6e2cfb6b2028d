import type { ModelError } from '../../errors/models.ts'
import { failure, timedOut } from './failures.ts'
import { oneLine } from './scrub.ts'
import { baseUrlHint, type Target } from './target.ts'

const reasons: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'refused the connection'],
  [/ENOTFOUND|EAI_AGAIN/, 'was not found: its name cannot be resolved'],
  [
    /ECONNRESET|EPIPE|UND_ERR_SOCKET|CONTENT_LENGTH_MISMATCH/,
    'closed the connection before it had answered',
  ],
  [/ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH/, 'cannot be reached'],
  [/SSL|TLS/, 'made no secure connection (TLS)'],
]

/** Node's codes for a certificate that it does not trust; nothing was sent. */
const certificate =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)_\w+|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/

/** The codes and messages of an error and its causes; several addresses of one host fail as one AggregateError. */
const chain = (error: unknown): readonly string[] => {
  if (!(error instanceof Error)) return [String(error)]
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] }
  return [
    ...(typeof code === 'string' ? [code] : []),
    error.message,
    ...(errors?.length ? chain(errors[0]) : []),
    ...(error.cause === undefined ? [] : chain(error.cause)),
  ].filter(Boolean)
}

/** Whether a request may have reached the server, which may then bill it. */
export const mayHaveArrived = (error: unknown): boolean =>
  !chain(error).some(
    word =>
      certificate.test(word) ||
      /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH|SSL|TLS/.test(
        word,
      ),
  )

/** No response came, or only a part of one. */
export const connectionFailure = (
  target: Target,
  error: unknown,
  milliseconds: number,
): ModelError => {
  const words = chain(error)
  const cause = oneLine(words.join(': '), target.scrub)
  if (words.includes('unexpected redirect'))
    return failure(
      'malformed',
      `The server at ${target.address} redirects elsewhere, where no key is sent: is base_url right?`,
      baseUrlHint,
      { cause },
    )
  if (
    words.some(word =>
      /^Z_\w+_ERROR$|incorrect header check|invalid (stored|block|distance)/.test(word),
    )
  )
    return failure(
      'malformed',
      `The server at ${target.address} answered with a body that cannot be decompressed.`,
      `Run "git-doc retry"; if it stays so: ${baseUrlHint}`,
      { cause },
    )
  // fetch has a limit of its own of five minutes.
  if (words.some(word => /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(word)))
    return timedOut(target.name, Math.min(milliseconds, 300_000))
  const code = words.findIndex(word => certificate.test(word))
  if (code >= 0)
    return failure(
      'network',
      `${target.name} at ${target.address} has a certificate that cannot be trusted: ${oneLine(words[code + 1] ?? cause, target.scrub)}. Nothing was sent.`,
      `${target.hints.connection} NODE_EXTRA_CA_CERTS can name a file with certificates of your own.`,
      { cause, retryable: false },
    )
  const reason = reasons.find(([pattern]) => words.some(word => pattern.test(word)))?.[1]
  return failure(
    'network',
    `${target.name} at ${target.address} ${reason ?? `cannot be reached: ${oneLine(words.at(-1) ?? '', target.scrub)}`}.`,
    target.hints.connection,
    { cause },
  )
}
