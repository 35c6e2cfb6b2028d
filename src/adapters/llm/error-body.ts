import { type HttpAnswer, jsonOf, looksLikeHtml } from '../http/answer.ts'

/** What a server says about a failure, in whatever shape. `codes` are its stable words, `wait` is in milliseconds. */
export interface ErrorBody {
  readonly message: string
  readonly codes: ReadonlySet<string>
  readonly wait: number | undefined
  /** The HTTP status that the body names: gateways report the failure of a model with status 200. */
  readonly status: number | undefined
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const nothing: ErrorBody = { message: '', codes: new Set(), wait: undefined, status: undefined }

/** Reads an object (most servers), an array around it (Gemini), a bare string (Ollama) or plain text (proxies); not HTML. */
export const errorBodyOf = (answer: HttpAnswer): ErrorBody => {
  const json = jsonOf(answer.body)
  // AWS names the kind of error in a header.
  const kind = answer.headers.get('x-amzn-errortype')?.split(':')[0]
  const read =
    json === undefined
      ? { ...nothing, message: looksLikeHtml(answer) ? '' : answer.body }
      : errorOf(json)
  return kind === undefined ? read : { ...read, codes: new Set([...read.codes, kind]) }
}

const errorOf = (json: unknown): ErrorBody => {
  const outer: unknown = Array.isArray(json) ? json[0] : json
  if (typeof outer === 'string') return { ...nothing, message: outer }
  if (!isObject(outer)) return nothing
  const error = outer.error ?? (Array.isArray(outer.errors) ? outer.errors[0] : undefined) ?? outer
  const fields: Fields = isObject(error) ? error : { ...outer, message: error }
  const { code, type, status, error_type: errorType } = fields
  const details = detailsOf(fields.details)
  const codes = [code, type, status, errorType, ...details.codes]
  const number = Number(code ?? fields.statusCode ?? status)
  return {
    message: messageOf(fields),
    codes: new Set(codes.filter(each => typeof each === 'string')),
    wait: details.wait,
    status: Number.isInteger(number) && number >= 400 && number <= 599 ? number : undefined,
  }
}

/** The words of an error: what a gateway heard from the model's own provider says more than the gateway's sentence. */
const messageOf = (fields: Fields): string => {
  const { message, Message, detail, title, metadata } = fields
  const said = [message, Message, detail, title].map(textOf).find(text => text !== '') ?? ''
  const raw = isObject(metadata) ? textOf(metadata.raw) : ''
  return raw === '' ? said : `${said}: ${raw}`
}

/** A text, or what FastAPI says is wrong with each field of the request. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join('; ')
  if (!isObject(value)) return ''
  const { loc, msg, message, detail } = value
  const place = Array.isArray(loc) ? `${loc.join('.')}: ` : ''
  return typeof msg === 'string' ? `${place}${msg}` : textOf(message ?? detail)
}

/** Google's details: how long to wait, which quota is exhausted, why the key is wrong. */
const detailsOf = (details: unknown): { codes: readonly unknown[]; wait: number | undefined } => {
  const list = Array.isArray(details) ? details.filter(isObject) : []
  const violations = list
    .flatMap(({ violations }) => (Array.isArray(violations) ? violations : []))
    .filter(isObject)
  const delay = list.map(({ retryDelay }) => retryDelay).find(value => typeof value === 'string')
  const seconds = Number.parseFloat(delay ?? '')
  return {
    codes: [...list.map(({ reason }) => reason), ...violations.map(({ quotaId }) => quotaId)],
    wait: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  }
}
