import * as z from 'zod'
import { nearest } from '../../../errors/nearest.ts'
import { type Fault, keyFault, urlFault } from '../checks.ts'
import { defaultSettings, providers } from '../keys.ts'
import { variablesFault } from '../variables.ts'
import { filled, globs, path, text, withoutVariables } from './values.ts'

/** With variables in it, an address can be judged only when they are filled in. */
const addressFault = (value: string): Fault | undefined =>
  value.includes('${') ? undefined : urlFault(value)

const seconds = z
  .number('must be a number of seconds')
  .positive('must be more than 0')
  .max(86_400, 'must be at most 86400, a day')

const retries = z
  .int('must be a whole number')
  .min(0, 'must be 0 or more')
  .max(20, 'must be at most 20')

const dollars = z
  .number('must be a number of US dollars')
  .positive('must be more than 0')
  .max(1_000_000, 'must be at most 1000000')

const perMillion = z
  .number('must be a number of US dollars per million tokens')
  .min(0, 'must be 0 or more')
  .max(1_000_000, 'must be at most 1000000')

const price = z.strictObject(
  { input: perMillion, output: perMillion },
  'must be a table, { input = …, output = … }',
)

/** The names of providers stand in records, and before a colon in `fallbacks`. A JSON Schema knows no flags of a pattern. */
const providerName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/

/** Fields of a request that git-doc fills in itself. */
const ownFields = ['model', 'messages', 'system', 'prompt', 'stream', 'n']

const words = (what: string) => z.array(text(filled), what)

const providerTable = z.strictObject(
  {
    kind: z.enum(providers, `must be one of ${providers.join(', ')}`).optional(),
    base_url: text(filled, variablesFault, addressFault).optional(),
    api_key: text(filled, variablesFault, keyFault).optional(),
    api_key_command: words('must be a list: a program and its arguments')
      .min(1, 'is empty')
      .optional(),
    api_key_env: z
      .array(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, 'is not the name of a variable'),
        'must be a list of names of environment variables',
      )
      .optional(),
    model: text(filled, withoutVariables).optional(),
    timeout: seconds.optional(),
    max_retries: retries.optional(),
    headers: z
      .record(
        z.string().regex(/^[A-Za-z0-9-]+$/, 'is not the name of a header'),
        text(filled, variablesFault),
        'must be a table of headers',
      )
      .default({}),
    body: z
      .record(z.string(), z.json(), 'must be a table of fields')
      .superRefine((fields, context) => {
        const own = Object.keys(fields).find(name => ownFields.includes(name))
        if (own !== undefined)
          context.addIssue({ code: 'custom', message: `sets ${own}, which git-doc sets itself` })
      })
      .default({}),
    reasoning_effort: text(filled, withoutVariables).optional(),
    api_version: text(filled, withoutVariables).optional(),
    num_ctx: z
      .int('must be a whole number of tokens')
      .min(2048, 'must be 2048 or more')
      .max(2_000_000, 'must be at most 2000000')
      .optional(),
    load_timeout: seconds.optional(),
  },
  'must be a table',
)

const providerTables = z
  .record(
    z.string().regex(providerName, 'is not a name of letters, digits, ".", "_" and "-"'),
    providerTable,
    'must be tables, [llm.providers.<name>]',
  )
  .superRefine((tables, context) => {
    for (const [name, { kind }] of Object.entries(tables))
      if (name === 'offline' || kind === 'offline')
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'offline is not a model and takes no settings',
        })
      else if (!kind && !(providers as readonly string[]).includes(name))
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'needs a kind',
          params: { hint: `Write kind = "…", one of ${providers.join(', ')}.` },
        })
  })
  .default({})

const { llm } = defaultSettings

/** Who is asked, and what that may cost: `[llm]`, `[budget]` and `[prices]`. */
export const providerKeys = {
  llm: z
    .strictObject(
      {
        provider: text(filled, withoutVariables).default(llm.provider),
        api_key: text(filled, variablesFault, keyFault).optional(),
        model: text(filled, withoutVariables).optional(),
        base_url: text(filled, variablesFault, addressFault).optional(),
        timeout: seconds.default(llm.timeout / 1000),
        max_retries: retries.default(llm.maxRetries),
        concurrency: z
          .int('must be a whole number')
          .min(1, 'must be 1 or more')
          .max(64, 'must be at most 64')
          .default(llm.concurrency),
        diff_tokens: z
          .int('must be a whole number')
          .min(500, 'must be 500 or more')
          .max(200_000, 'must be at most 200000')
          .default(llm.diffTokens),
        fallbacks: z
          .array(text(filled, withoutVariables), 'must be a list of providers')
          .default([]),
        prices_file: path.optional(),
        providers: providerTables,
        // A key written below [llm] is one of it for TOML, wherever the person meant it to be.
        doc_files: globs.optional(),
      },
      'must be a table, [llm]',
    )
    .superRefine((llm, context) => {
      const known = [...providers, ...Object.keys(llm.providers)]
      const hint = `Known: ${known.join(', ')}.`
      const check = (name: string, at: readonly (string | number)[], message: string) => {
        if (known.includes(name)) return
        const near = nearest(name, known)
        const params = { hint: near ? `Did you mean "${near}"?` : hint }
        context.addIssue({ code: 'custom', path: [...at], message, params })
      }
      check(llm.provider, ['provider'], `must be one of ${known.join(', ')}`)
      for (const [index, name] of llm.fallbacks.entries())
        if (!known.includes(name))
          check(name.replace(/:.+$/s, ''), ['fallbacks', index], 'begins with no known provider')
    })
    .prefault({}),
  budget: z
    .strictObject(
      { month: dollars.optional(), run: dollars.optional(), commit: dollars.optional() },
      'must be a table, [budget]',
    )
    .prefault({}),
  prices: z.record(z.string(), price, 'must be a table, [prices]').default({}),
}
