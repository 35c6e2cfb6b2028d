import * as z from 'zod'
import { alertKeys } from './schema/alerts.ts'
import { commitKeys } from './schema/commit.ts'
import { engineKeys } from './schema/engine.ts'
import { jobKeys } from './schema/jobs.ts'
import { pipelineKeys } from './schema/pipelines.ts'
import { providerKeys } from './schema/provider.ts'
import { releaseKeys } from './schema/releases.ts'
import { toolKeys } from './schema/tools.ts'
import { upstreamKeys } from './schema/upstream.ts'

/** Two lists would leave open which of them counts. */
const listsOnce = (config: {
  readonly doc_files?: unknown
  readonly llm: { readonly doc_files?: unknown }
}): boolean => config.doc_files === undefined || config.llm.doc_files === undefined

/** `.git-doc/config.toml` as it may be written, with its defaults. */
export const Config = z
  .strictObject({
    ...commitKeys,
    ...providerKeys,
    ...engineKeys,
    ...jobKeys,
    ...alertKeys,
    ...releaseKeys,
    ...upstreamKeys,
    ...pipelineKeys,
    ...toolKeys,
  })
  .refine(listsOnce, {
    path: ['llm', 'doc_files'],
    message: 'is written twice: doc_files also stands at the top',
    params: { hint: 'Keep one of them.' },
  })
export type Config = z.infer<typeof Config>

/** The same as a JSON Schema (draft 2020-12) of the file as a person writes it, for editors. */
export const configJsonSchema = (): object => ({
  title: 'git-doc configuration, .git-doc/config.toml',
  ...z.toJSONSchema(Config, { io: 'input', unrepresentable: 'any' }),
})
