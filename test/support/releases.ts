import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ending } from './repository.ts'
import { type storyAt, storyRepository } from './scenario.ts'

export const root = 'document_types'

/** A package of a story: what it needs, and what its documents hold. */
export interface Package {
  readonly requires?: readonly string[]
  /** The properties of its schema; those with a `!` are required. */
  readonly fields?: readonly string[]
  /** What its prompt names; the fields if it is left out. */
  readonly named?: readonly string[]
  /** Places of the schema that its view shows. */
  readonly shows?: readonly string[]
  readonly mode?: string
  readonly pgc?: string
  readonly draft?: string
  /** More text in the prompt. */
  readonly says?: string
}

/** Twelve packages of a team that has documents written by models; some are broken as real ones are. */
export const twelve: Readonly<Record<string, Package>> = {
  intake: {},
  brief: { requires: ['intake'] },
  outline: { requires: ['brief'], fields: ['title!', 'chapters'] },
  glossary: {},
  personas: { requires: ['intake'] },
  plan: { requires: ['outline', 'glossary'] },
  review: { requires: ['plan'] },
  /** Its view shows what the schema does not have. */
  risks: { shows: ['/title', '/open_gaps'] },
  /** Its prompt never names a field that the schema requires. */
  roadmap: { fields: ['title!', 'work_packages!'], named: ['title'] },
  /** Its schema follows no draft that there is. */
  faq: { draft: 'http://json-schema.org/draft-03/schema#' },
  /** A model writes it, and nothing is asked before. */
  pitch: { pgc: '' },
  /** It is made in a way that is forbidden. */
  archive: { mode: 'extracted' },
}

/** The files of one release, by their paths. */
export const releaseFiles = (
  name: string,
  version: string,
  {
    requires = [],
    fields = ['title!', 'audience'],
    named = fields.map(bare),
    shows = ['/title'],
    mode = 'llm_generated',
    pgc = 'Ask who will read it.\n',
    draft = 'https://json-schema.org/draft/2020-12/schema',
    says = '',
  }: Package = {},
): Readonly<Record<string, string>> => {
  const folder = `${root}/${name}/releases/${version}`
  const schema = {
    $schema: draft,
    title: name,
    type: 'object',
    properties: Object.fromEntries(fields.map(field => [bare(field), { type: 'string' }])),
    required: fields.filter(field => field.endsWith('!')).map(bare),
  }
  const views = { sections: shows.map(source_pointer => ({ source_pointer })) }
  return {
    [`${folder}/package.yaml`]: [
      `id: ${name}`,
      `version: ${version}`,
      'authority_level: descriptive',
      `creation_mode: ${mode}`,
      `required_inputs: [${requires.join(', ')}]`,
      'artifacts:',
      '  schema: schemas/output.schema.json',
      '  task_prompt: prompts/task.prompt.txt',
      '  pgc_context: prompts/pgc_context.prompt.txt',
      '',
    ].join('\n'),
    [`${folder}/schemas/output.schema.json`]: `${JSON.stringify(schema, null, 2)}\n`,
    [`${folder}/views/full.docdef.json`]: `${JSON.stringify(views, null, 2)}\n`,
    [`${folder}/prompts/task.prompt.txt`]: `Follow the ${name} schema.\n${says}\nRequired fields:\n${named.map(field => `- \`${field}\`\n`).join('')}`,
    [`${folder}/prompts/pgc_context.prompt.txt`]: pgc,
  }
}

const bare = (field: string): string => field.replace('!', '')

/** A repository with packages that are committed, and a configuration. */
export const releaseStory = (
  t: Ending,
  packages: Readonly<Record<string, Package>>,
  config = '[releases]\n',
) => {
  const repository = storyRepository(t)
  const files = Object.entries(packages).map(([name, of]) => releaseFiles(name, '1.0.0', of))
  repository.commit('Begin', Object.assign({ '.git-doc/config.toml': config }, ...files))
  return withReleases(repository)
}

/** The same in another clone, for a person of its own. */
export const cloneOf = (t: Ending, { path }: { readonly path: string }, person: string) => {
  const clone = storyRepository(t)
  clone.git('remote', 'add', 'origin', path)
  clone.git('fetch', '--quiet', 'origin')
  clone.git('reset', '--quiet', '--hard', 'origin/main')
  clone.git('branch', '--quiet', '--set-upstream-to=origin/main')
  clone.git('config', 'user.name', person)
  clone.git('config', 'user.email', `${person.toLowerCase()}@example.org`)
  return withReleases(clone)
}

const withReleases = (repository: ReturnType<typeof storyAt>) => {
  const { path, run, write } = repository
  const release = (line: string, environment?: Readonly<Record<string, string>>) =>
    run(`git-doc release ${line}`, { GIT_DOC_TRUST: 'all', ...environment })
  return {
    ...repository,
    release,
    json: async (line: string) => JSON.parse((await release(`${line} --json`)).stdout),
    /** The error that a command ends with. */
    code: async (line: string): Promise<string | undefined> =>
      JSON.parse((await release(`${line} --json`)).stdout || '{}').error?.code,
    pointer: (): Readonly<Record<string, string>> => {
      const file = join(path, root, '_active/active_releases.json')
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
    },
    writeRelease: (name: string, version: string, of?: Package) => {
      for (const [file, text] of Object.entries(releaseFiles(name, version, of))) write(file, text)
    },
  }
}
