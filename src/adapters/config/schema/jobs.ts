import * as z from 'zod'
import { defaultSettings } from '../keys.ts'
import { oneOrMore, onOff, path } from './values.ts'

const { jobs, templates, packs } = defaultSettings

const folders = (usual: readonly string[]) =>
  oneOrMore(z.array(path, 'must be a list of folders')).default([...usual])

/** Where jobs and their templates are. */
export const jobKeys = {
  jobs: z.strictObject({ dirs: folders(jobs.dirs) }, 'must be a table, [jobs]').prefault({}),
  templates: z
    .strictObject(
      {
        dirs: folders(templates.dirs),
        autoescape: onOff.default(templates.autoescape),
        cache_mb: z
          .number('must be a number of megabytes')
          .min(0, 'must not be negative')
          .max(1024, 'must be at most 1024')
          .default(templates.cacheMb),
      },
      'must be a table, [templates]',
    )
    .prefault({}),
  packs: z
    .strictObject(
      {
        dirs: folders(packs.dirs),
        inputs: z
          .record(
            z.string(),
            z.record(z.string(), z.unknown(), 'must be a table'),
            'must be a table',
          )
          .default({}),
      },
      'must be a table, [packs]',
    )
    .prefault({}),
}
