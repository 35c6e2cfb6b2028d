import * as z from 'zod'
import { releaseVerbs } from '../../../ports/release-settings.ts'
import { urlFault } from '../checks.ts'
import { filled, oneOrMore, onOff, path, text, withoutVariables } from './values.ts'

const word = text(filled)
const words = (what: string) => oneOrMore(z.array(word, `must be a list of ${what}`))
const seconds = (most: number) =>
  z
    .number('must be a number of seconds')
    .min(0, 'must be 0 or more')
    .max(most, `must be at most ${most}`)

/** Globs below a release: what is matched there is no path of the repository. */
const globsBelow = words('globs')

const reference = z.strictObject(
  {
    key: word,
    repeat: word.optional(),
    as: z.enum(['pointer', 'path'], 'must be pointer or path').default('pointer'),
  },
  'must be a table with key, repeat and as',
)

const authorityRow = z.strictObject(
  {
    levels: words('levels').optional(),
    modes: words('modes').optional(),
    artifact: word.optional(),
    fragments: words('paths').optional(),
    field: word.optional(),
  },
  'must be a table with levels, modes and artifact or field',
)

const pattern = z.strictObject(
  {
    name: word,
    pattern: text(filled, value => {
      try {
        new RegExp(value, 'u')
        return undefined
      } catch {
        return { what: 'is not a regular expression' }
      }
    }),
    ignore_case: onOff.optional(),
    files: globsBelow.optional(),
  },
  'must be a table with name and pattern',
)

const guardrails = z.strictObject(
  {
    forbidden_modes: words('modes').optional(),
    secrets: onOff.optional(),
    patterns: z.array(pattern, 'must be a list of tables').optional(),
  },
  'must be a table, [releases.guardrails]',
)

const command = z
  .union(
    [word, z.array(word, 'must be a list: a program and its arguments').min(1, 'is empty')],
    'must be a text, or a list: a program and its arguments',
  )
  .optional()

const sync = z
  .strictObject(
    {
      command,
      shell: onOff.default(false),
      url: text(withoutVariables, urlFault).optional(),
      secret_env: z
        .string('must be a text in quotes')
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable')
        .optional(),
      timeout: seconds(3600).positive('must be more than 0').default(30),
      retries: z
        .int('must be a whole number')
        .min(0, 'must be 0 or more')
        .max(20, 'must be at most 20')
        .default(2),
      backoff: seconds(600).default(1),
    },
    'must be a table, [releases.sync]',
  )
  .superRefine(({ command, url, secret_env: secret, shell }, context) => {
    const fault = (key: string, message: string, hint: string) =>
      context.addIssue({ code: 'custom', path: [key], message, params: { hint } })
    if (url !== undefined && secret === undefined)
      fault('url', 'needs secret_env', 'Name the environment variable with the secret.')
    if (shell && typeof command !== 'string')
      fault('shell', 'needs a command that is a text', 'Write the command as one text.')
  })
  .prefault({})

const roles = z
  .partialRecord(
    z.enum(releaseVerbs, `must be one of ${releaseVerbs.join(', ')}`),
    words('roles'),
    'must be a table, [releases.roles]',
  )
  .default({})

/** A folder below the top of the repository, or the top itself. */
const folder = z.union([z.literal('.').transform(() => ''), path])

const releases = z
  .strictObject(
    {
      root: folder.optional(),
      folder: text(filled, value =>
        value.includes('{version}') ? undefined : { what: 'has no {version} in it' },
      ).optional(),
      manifest: z.union([z.literal(''), path]).optional(),
      pointer: path.optional(),
      schemas: globsBelow.optional(),
      prompts: globsBelow.optional(),
      output_prompts: words('names').optional(),
      schema_placeholders: words('texts').optional(),
      required_depth: z.int('must be a whole number').min(0).max(20).optional(),
      urns: z.record(z.string(), word, 'must be a table, [releases.urns]').optional(),
      fields: z.record(z.string(), word, 'must be a table, [releases.fields]').optional(),
      references: z.array(reference, 'must be a list of tables').optional(),
      authority: z.array(authorityRow, 'must be a list of tables').optional(),
      guardrails: guardrails.optional(),
      approvals: z
        .int('must be a whole number')
        .min(0, 'must be 0 or more')
        .max(100, 'must be at most 100')
        .default(0),
      roles,
      sync,
    },
    'must be a table, [releases]',
  )
  // Left out is not the same as empty: an empty table says that there are releases, all as usual.
  .nonoptional()
  .optional()

/** Who people are, and what is promoted: `[roles]` and `[releases]`. */
export const releaseKeys = {
  roles: z.record(z.string(), words('addresses'), 'must be a table, [roles]').default({}),
  releases,
}
