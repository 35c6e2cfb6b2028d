import * as z from 'zod'
import { defaultSettings } from '../keys.ts'
import { path } from './values.ts'

const { engine, daemon } = defaultSettings

/** Where the record of all runs is kept, and who works on them. */
export const engineKeys = {
  state: z.strictObject({ db_path: path.optional() }, 'must be a table, [state]').prefault({}),
  engine: z
    .strictObject(
      {
        concurrency: z
          .int('must be a whole number')
          .min(1, 'must be at least 1')
          .max(64, 'must be at most 64')
          .default(engine.concurrency),
      },
      'must be a table, [engine]',
    )
    .prefault({}),
  daemon: z
    .strictObject(
      { enabled: z.boolean('must be true or false').default(daemon.enabled) },
      'must be a table, [daemon]',
    )
    .prefault({}),
}
