import * as z from 'zod'
import {
  authorFault,
  type Fault,
  globFault,
  keyFault,
  messageFault,
  pathFault,
  plainGlob,
  plainPath,
  urlFault,
} from './checks.ts'
import { defaultSettings, providers } from './keys.ts'
import { variablesFault } from './variables.ts'

/** A text that passes all of some checks. */
const text = (...checks: readonly ((value: string) => Fault | undefined)[]) =>
  z.string('must be a text in quotes').superRefine((value, context) => {
    const fault = checks.reduce<Fault | undefined>(
      (found, check) => found ?? check(value),
      undefined,
    )
    if (fault) context.addIssue({ code: 'custom', message: fault.what, params: fault })
  })

/** Checks speak of the glob or path: those are worth repeating, unlike other values. */
const naming =
  (check: (value: string) => Fault | undefined) =>
  (value: string): Fault | undefined => {
    const fault = check(value)
    return fault && { ...fault, what: `${JSON.stringify(value.slice(0, 100))} ${fault.what}` }
  }

const filled = (value: string): Fault | undefined =>
  value.trim() === '' ? { what: 'is empty' } : undefined

const withoutVariables = (value: string): Fault | undefined =>
  value.includes('${')
    ? {
        what: `takes no \${VARIABLE}`,
        hint: 'Only llm.api_key and llm.base_url are filled in from the environment.',
      }
    : undefined

/** With variables in it, an address can be judged only when they are filled in. */
const addressFault = (value: string): Fault | undefined =>
  value.includes('${') ? undefined : urlFault(value)

const fallbackFault = (value: string): Fault | undefined =>
  (providers as readonly string[]).includes(value.replace(/:.+$/s, ''))
    ? undefined
    : {
        what: 'begins with no known provider',
        hint: `Write a provider, or provider:model. Known: ${providers.join(', ')}.`,
      }

const glob = text(naming(globFault)).transform(plainGlob)
const globs = z.array(glob, 'must be a list of globs').superRefine((list, context) => {
  if (list.length > 0 && list.every(entry => /^!(?!\()/.test(entry)))
    context.addIssue({
      code: 'custom',
      message: 'only takes back ("!") and names nothing',
      params: { hint: 'Add a glob without "!" before it.' },
    })
})
const ignored = z.array(glob, 'must be a list of globs')
const path = text(naming(pathFault), withoutVariables).transform(plainPath)

const seconds = z
  .number('must be a number of seconds')
  .positive('must be more than 0')
  .max(86_400, 'must be at most 86400, a day')

const mapping = z.strictObject(
  {
    code: z.preprocess(
      value => (typeof value === 'string' ? [value] : value),
      globs.min(1, 'is empty'),
    ),
    file: path,
    section: text(filled),
  },
  'must be a table with code, file and section',
)

const ofDocuments = z.strictObject(
  {
    files: z.preprocess(
      value => (typeof value === 'string' ? [value] : value),
      globs.min(1, 'is empty'),
    ),
    style: text(filled).optional(),
    audience: text(filled).optional(),
    never_touch: z
      .preprocess(
        value => (typeof value === 'string' ? [value] : value),
        z.array(text(filled), 'must be a list of texts'),
      )
      .default([]),
  },
  'must be a table with files and style, audience or never_touch',
)

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

const onOff = z.boolean('must be true or false')
const { llm, git, inference } = defaultSettings

/** `.git-doc/config.toml` as it may be written, with its defaults. */
export const Config = z.strictObject({
  doc_files: globs.default([...defaultSettings.docFiles]),
  ignore: ignored.default([]),
  llm: z
    .strictObject(
      {
        provider: z.enum(providers, `must be one of ${providers.join(', ')}`).default(llm.provider),
        api_key: text(filled, variablesFault, keyFault).optional(),
        model: text(filled, withoutVariables).optional(),
        base_url: text(filled, variablesFault, addressFault).optional(),
        timeout: seconds.default(llm.timeout / 1000),
        max_retries: z
          .int('must be a whole number')
          .min(0, 'must be 0 or more')
          .max(20, 'must be at most 20')
          .default(llm.maxRetries),
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
          .array(text(filled, withoutVariables, fallbackFault), 'must be a list of providers')
          .default([]),
      },
      'must be a table, [llm]',
    )
    .prefault({}),
  new_sections: onOff.default(defaultSettings.newSections),
  budget: z
    .strictObject(
      { month: dollars.optional(), run: dollars.optional(), commit: dollars.optional() },
      'must be a table, [budget]',
    )
    .prefault({}),
  prices: z.record(z.string(), price, 'must be a table, [prices]').default({}),
  mappings: z.array(mapping, 'must be a list of tables, [[mappings]]').default([]),
  docs: z.array(ofDocuments, 'must be a list of tables, [[docs]]').default([]),
  git: z
    .strictObject(
      {
        commit_doc_updates: onOff.default(git.commitDocUpdates),
        amend_original: onOff.default(git.amendOriginal),
        doc_commit_message: text(messageFault).default(git.docCommitMessage),
        doc_commit_author: text(withoutVariables, authorFault).optional(),
      },
      'must be a table, [git]',
    )
    .prefault({}),
  inference: z
    .strictObject(
      {
        threshold: z
          .number('must be a number')
          .min(0, 'must be 0 or more')
          .max(1, 'must be at most 1')
          .default(inference.threshold),
      },
      'must be a table, [inference]',
    )
    .prefault({}),
  state: z.strictObject({ path: path.optional() }, 'must be a table, [state]').prefault({}),
})
export type Config = z.infer<typeof Config>
