import { satisfies, valid, validRange } from 'semver'
import * as z from 'zod'
import { packEngine, packInvalid } from '../../errors/packs.ts'
import type { PackFile } from '../../ports/packs.ts'

const name = z
  .string('must be a text')
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'must be 1 to 64 small letters, digits, dots, hyphens and underscores',
  )

/** A path below the pack's folder. */
const path = z
  .string('must be a text')
  .min(1, 'is empty')
  .refine(
    text => !/^(?:\/|[A-Za-z]:)|\\|\0/.test(text) && !text.split('/').includes('..'),
    'leads out of the pack',
  )
  .transform(text => text.replace(/^\.\//, '').replace(/\/$/, ''))

const inputTypes = ['text', 'number', 'switch', 'list'] as const

const Input = z.strictObject({
  type: z.enum(inputTypes, `must be one of ${inputTypes.join(', ')}`),
  description: z.string('must be a text'),
  default: z.unknown().optional(),
})

const Job = z.strictObject({
  name: name.describe(
    'As the file defines it; the job is called <pack>/<name>, or <pack> if both are the same.',
  ),
  file: path.describe('The file that defines it.'),
})

/** `pack.json`, as it is published in docs/schemas. */
export const PackManifest = z.strictObject({
  $schema: z.string().optional(),
  name,
  version: z
    .string('must be a text')
    .refine(text => valid(text) !== null, 'must be a version such as 1.0.0'),
  description: z.string('must be a text').default(''),
  engine: z
    .string('must be a text: the versions of git-doc it is for')
    .refine(text => validRange(text) !== null, 'must be a range of versions such as ^1.2.0')
    .describe('The versions of git-doc that it is for.'),
  inputs: z
    .record(z.string(), Input, 'must be a table')
    .default({})
    .describe('What [packs.inputs.<name>] may set for all jobs of the pack.'),
  jobs: z.array(Job, 'must be a list').default([]),
  templates: z.array(path, 'must be a list of folders').default([]),
  requires: z
    .record(name, z.string('must be a text: where the pack comes from'), 'must be a table')
    .default({})
    .describe('Other packs by name, and where each comes from.'),
})
export type PackManifest = z.output<typeof PackManifest>

export const manifestFile = 'pack.json'

/** The manifest in a text. PACK_INVALID with the key. `pack` is what the pack is called as long as its name is not known. */
export const manifestIn = (text: string, pack: string): PackManifest => {
  const invalid = (what: string) => packInvalid(pack, manifestFile, what)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw invalid(`it is not JSON (${(error as Error).message})`)
  }
  const { success, data, error } = PackManifest.safeParse(json)
  if (!success) {
    const [issue] = error.issues
    const key = issue?.path.map(String).join('.')
    const what = issue?.code === 'unrecognized_keys' ? `has no ${issue.keys[0]}` : issue?.message
    throw invalid(`${key || 'it'} ${what ?? 'is invalid'}`)
  }
  const names = data.jobs.map(job => job.name)
  const twice = names.find((each, at) => names.indexOf(each) < at)
  if (twice !== undefined) throw invalid(`two jobs are called ${twice}`)
  return data
}

/** The manifest of a pack's files, which has everything that it names. PACK_INVALID, PACK_ENGINE. */
export const manifestOf = (
  files: readonly PackFile[],
  source: string,
  version: string,
): PackManifest => {
  const own = files.find(file => file.path === manifestFile)
  if (!own) throw packInvalid(source, manifestFile, 'it is missing')
  const manifest = manifestIn(new TextDecoder().decode(own.bytes), source)
  const { name: pack, engine, jobs, templates } = manifest
  if (!satisfies(version, engine, { includePrerelease: true }))
    throw packEngine(pack, engine, version)
  for (const { file } of jobs) {
    if (!files.some(each => each.path === file)) throw packInvalid(pack, file, 'it is not there')
    if (!/\.m?[jt]s$/.test(file))
      throw packInvalid(pack, file, 'it is not a job file (.ts, .mts, .js, .mjs)')
  }
  for (const folder of templates)
    if (!files.some(each => each.path.startsWith(`${folder}/`) && each.path.endsWith('.njk')))
      throw packInvalid(pack, folder, 'it has no template')
  return manifest
}
