import type { ModelErrorClass } from '../../errors/models.ts'
import type { ErrorBody } from './error-body.ts'

type Rule = (status: number, body: ErrorBody) => boolean

/** Whether one of the server's codes is one of these, whatever its case. */
const hasCode = ({ codes }: ErrorBody, ...known: readonly string[]): boolean =>
  [...codes].some(code => known.includes(code.toLowerCase()))

/** Some servers report a prompt that is too long as their own failure, so the words count for 500 as well. */
const tooLongWords =
  /context[ _-]?(length|window|size|limit)|maximum (prompt|input|context)|(prompt|input|request)s?( is| are)? too (long|large)|too many( input)? tokens|token (count|limit)\S*.*exceed|exceed\w*.*\btoken (count|limit)|\btokens?\b.*must (be (<=?|less|at most)|have less)|must have less than \d+ tokens|reduce the (length|size|prompt)|range of input length|too large for model/i

const isTooLong: Rule = (status, body) =>
  status === 413 ||
  hasCode(
    body,
    'context_length_exceeded',
    'context_window_exceeded',
    'exceed_context_size_error',
    'request_too_large',
    'tokens_limit_reached',
  ) ||
  ([400, 422, 500].includes(status) && tooLongWords.test(body.message)) ||
  // One prompt exceeds the limit of a whole minute: no wait makes it fit.
  (status === 429 && /^request too large/i.test(body.message))

const emptyAccountWords =
  /exceeded your current quota|(current|token) quota|api usage limits|credit balance|insufficient (credits?|balance|funds|quota)|account balance|spend(ing)? (limit|cap)|budget (has been |is )?(exceeded|used up)|(exceeded|crossed|over) (the |your )?budget|(used|run out of|out of|no) (all |available )*credits|more credits|monthly (limit|budget|usage)|key limit exceeded|余额不足|欠费|\/ ?month\b|per month/i

/** Groq's throttling messages also mention billing and Gemini's mention quota: only an empty account counts. */
const isQuota: Rule = (status, body) =>
  hasCode(
    body,
    'insufficient_quota',
    'insufficient_balance',
    'billing_hard_limit_reached',
    'billing_not_active',
    'budget_exceeded',
    'exceeded_current_quota_error',
  ) ||
  [...body.codes].some(code => /PerDay/.test(code)) ||
  (body.wait === undefined && status < 500 && emptyAccountWords.test(body.message))

const isModelUnknown: Rule = (status, body) =>
  status === 404 ||
  status === 410 ||
  hasCode(
    body,
    'model_not_found',
    'model_decommissioned',
    'model_not_supported',
    'invalid_model',
    'deploymentnotfound',
    'not_found',
  ) ||
  ([400, 403].includes(status) &&
    /(access|permission)\b.{0,40}\bmodel|\bmodel\b.{0,80}(not found|does not exist|decommissioned|deprecated|no longer|not (available|accessible))/i.test(
      body.message,
    ))

/** The provider does not serve this region, or its filter stopped the prompt: another key changes neither. */
const isRefused: Rule = (status, body) =>
  hasCode(body, 'unsupported_country_region_territory', 'content_filter') ||
  ([400, 403, 451].includes(status) &&
    /\b(country|region|territory|location)\b.{0,40}\bnot (supported|available|allowed)|\bflagged\b|content (policy|management policy|filter)|moderation/i.test(
      body.message,
    ))

const isKeyWrong: Rule = (status, body) =>
  status === 401 ||
  status === 403 ||
  hasCode(body, 'api_key_invalid', 'invalid_api_key') ||
  (status === 400 &&
    /(incorrect|invalid|wrong|missing|no) api[ _-]?key|api[ _-]?key\b.{0,20}(not valid|invalid|missing|incorrect|expired)/i.test(
      body.message,
    ))

/** The first rule that matches decides; if none does, the provider will not take the request. */
const rules: readonly (readonly [ModelErrorClass, Rule])[] = [
  ['quota', status => status === 402],
  ['context-length', isTooLong],
  ['quota', isQuota],
  ['throttled', status => status === 429],
  ['model-unknown', isModelUnknown],
  ['refused', isRefused],
  ['auth', isKeyWrong],
  ['server', status => status >= 500 || [408, 409, 424, 425, 499].includes(status)],
  ['malformed', status => status < 400],
]

/** What kind of failure a status and an error body are. */
export const errorClassOf = (status: number, body: ErrorBody): ModelErrorClass =>
  rules.find(([, matches]) => matches(status, body))?.[0] ?? 'refused'
