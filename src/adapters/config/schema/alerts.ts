import * as z from 'zod'
import { urlFault } from '../checks.ts'
import { defaultSettings } from '../keys.ts'
import { filled, oneOrMore, onOff, text, withoutVariables } from './values.ts'

const { receipts, alerts } = defaultSettings

/** How runs end, and what such ends mean. */
const ends = ['failed', 'done', 'success', 'skipped', 'reverted', 'rolledBack'] as const

const command = z
  .union(
    [
      text(filled),
      z.array(text(filled), 'must be a list: a program and its arguments').min(1, 'is empty'),
    ],
    'must be a text, or a list: a program and its arguments',
  )
  .optional()

const alertsTable = z
  .strictObject(
    {
      on: oneOrMore(
        z.array(z.enum(ends, `must be one of ${ends.join(', ')}`), 'must be a list of states'),
      ).default(['failed']),
      command,
      shell: onOff.default(alerts.shell),
      url: text(withoutVariables, urlFault).optional(),
      secret_env: z
        .string('must be a text in quotes')
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable')
        .optional(),
      timeout: z
        .number('must be a number of seconds')
        .positive('must be more than 0')
        .max(300, 'must be at most 300')
        .default(alerts.timeout / 1000),
    },
    'must be a table, [alerts]',
  )
  .superRefine(({ command, url, secret_env: secret, shell }, context) => {
    const fault = (key: string, message: string, hint: string) =>
      context.addIssue({ code: 'custom', path: [key], message, params: { hint } })
    if (url !== undefined && secret === undefined)
      fault(
        'url',
        'needs secret_env',
        'Name the environment variable with the secret that requests are signed with.',
      )
    if (shell && typeof command !== 'string')
      fault('shell', 'needs a command that is a text', 'Write the command as one text.')
  })
  .prefault({})

/** Who is told of the ends of runs, and which of them are in Git's notes. */
export const alertKeys = {
  receipts: z
    .strictObject({ commits: onOff.default(receipts.commits) }, 'must be a table, [receipts]')
    .prefault({}),
  alerts: alertsTable,
}
