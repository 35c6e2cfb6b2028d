import * as z from 'zod'
import { defaultSettings } from '../keys.ts'
import { oneOrMore, onOff, path } from './values.ts'

const { jobs, templates } = defaultSettings

const folders = (usual: readonly string[]) =>
  oneOrMore(z.array(path, 'must be a list of folders')).default([...usual])

/** Where jobs and their templates are. */
export const jobKeys = {
  jobs: z.strictObject({ dirs: folders(jobs.dirs) }, 'must be a table, [jobs]').prefault({}),
  templates: z
    .strictObject(
      { dirs: folders(templates.dirs), autoescape: onOff.default(templates.autoescape) },
      'must be a table, [templates]',
    )
    .prefault({}),
}
