import validRange from 'semver/ranges/valid.js'
import * as z from 'zod'
import type { Fault } from '../checks.ts'
import { filled, text } from './values.ts'

/** A range that npm would read; an empty text would mean any version, which nobody writes on purpose. */
const rangeFault = (value: string): Fault | undefined =>
  validRange(value) === null
    ? { what: 'is not a range of versions', hint: 'For example ">=3.20", "^1.22" or ">=18 <23".' }
    : undefined

/** Programs that the work needs: `[tools.<name>]`. */
export const toolKeys = {
  tools: z
    .record(
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}$/, 'is not the name of a program'),
      z.strictObject(
        {
          command: z
            .union(
              [text(filled), z.array(text(filled), 'must be a list').min(1, 'is empty')],
              'must be a text, or a list: a program and its arguments',
            )
            .optional(),
          version: text(filled, rangeFault).optional(),
          install: text(filled).optional(),
          timeout: z
            .number('must be a number of seconds')
            .positive('must be more than 0')
            .max(600, 'must be at most 600')
            .default(10),
        },
        'must be a table, [tools.<name>]',
      ),
      'must be tables, [tools.<name>]',
    )
    .default({}),
}
