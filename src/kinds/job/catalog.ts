import { type GitDocError, isGitDocError } from '../../errors/error.ts'
import { jobCircle, jobDuplicate, jobPatternInvalid, jobUnknown } from '../../errors/job-runs.ts'
import { jobInvalid } from '../../errors/jobs.ts'
import { nearest } from '../../errors/nearest.ts'
import { circleOfEnds } from '../../jobs/after.ts'
import { circleOfNeeds } from '../../jobs/needs.ts'
import { hasParameterTwice } from '../../jobs/route.ts'
import type { JobDefinition, JobFile, JobHook, Jobs } from '../../ports/jobs.ts'
import type { Thing, Trust } from '../../ports/trust.ts'
import { isUsable, jobName, jobsOf, type PackHere, type PackJob } from './packs.ts'

/** A job file as it stands: usable, not allowed here, or broken. */
export type CatalogEntry =
  | {
      readonly state: 'ready'
      readonly file: JobFile
      readonly definition: JobDefinition
      /** What its pack gives it, where its own input says nothing. */
      readonly inputs?: Readonly<Record<string, unknown>> | undefined
    }
  | { readonly state: 'not-allowed'; readonly file: JobFile; readonly things: readonly Thing[] }
  | { readonly state: 'broken'; readonly path: string; readonly error: GitDocError }

export type ReadyJob = Extract<CatalogEntry, { readonly state: 'ready' }>

export const isReady = (entry: CatalogEntry): entry is ReadyJob => entry.state === 'ready'

export const pathOf = (entry: CatalogEntry): string =>
  entry.state === 'broken' ? entry.path : entry.file.path

/** The Git hooks that usable jobs ask for, each once. */
export const askedHooks = (entries: readonly CatalogEntry[]): readonly JobHook[] => [
  ...new Set(entries.filter(isReady).flatMap(({ definition }) => hooksOf(definition))),
]

export const hooksOf = ({ on }: Pick<JobDefinition, 'on'>): readonly JobHook[] =>
  on.flatMap(trigger => ('hook' in trigger ? [trigger.hook] : []))

/** The jobs of a repository, as their files are now. No file runs that is not allowed. */
export interface Catalog {
  all(): Promise<readonly CatalogEntry[]>
  /** The entry of a job. JOB_UNKNOWN where no usable job has the name, unless a file that is not allowed was given it before. */
  find(name: string): Promise<CatalogEntry>
}

export interface CatalogWorld {
  readonly jobs: Pick<Jobs, 'find' | 'define' | 'known'>
  readonly trust: Pick<Trust, 'notAllowed'>
  readonly folders: readonly string[]
  /** The packs of the working tree. */
  packs?(): Promise<readonly PackHere[]>
  readonly signal: AbortSignal
}

/** The name under which definitions are made; it is no run of the log. */
const definingRun = 'job/define'

/** Reads the files once, when they are first asked for. */
export const openCatalog = (world: CatalogWorld): Catalog => {
  let entries: Promise<readonly CatalogEntry[]> | undefined
  const all = () => {
    entries ??= readAll(world)
    return entries
  }
  return {
    all,
    async find(name) {
      const found = (await all()).find(entry => isReady(entry) && entry.definition.name === name)
      if (found) return found
      const waiting = await waitingUnder(name, await all(), world)
      if (waiting) return waiting
      const broken = (await all()).find(
        entry => entry.state === 'broken' && fileName(entry.path) === name,
      )
      if (broken) return broken
      throw jobUnknown(
        name,
        nearest(
          name,
          (await all()).filter(isReady).map(({ definition }) => definition.name),
        ),
      )
    },
  }
}

const readAll = async (world: CatalogWorld): Promise<readonly CatalogEntry[]> => {
  const { jobs, trust, folders } = world
  const packs = (await world.packs?.()) ?? []
  const packed = new Map(jobsOf(packs).map(job => [job.path, job]))
  const entries: CatalogEntry[] = packs.flatMap(pack =>
    isUsable(pack) ? [] : [{ state: 'broken', path: pack.folder, error: pack.error }],
  )
  for (const file of await jobs.find([...folders, ...packed.keys()])) {
    if ('error' in file) {
      entries.push({ state: 'broken', ...file })
      continue
    }
    const things = await trust.notAllowed(thingsOf(file))
    entries.push(
      things.length > 0
        ? { state: 'not-allowed', file, things }
        : await defined(file, packed.get(file.path), world),
    )
  }
  return withoutClashes(entries)
}

const defined = async (
  file: JobFile,
  packed: PackJob | undefined,
  { jobs, signal }: CatalogWorld,
): Promise<CatalogEntry> => {
  try {
    const definition = await jobs.define(file, definingRun, signal)
    return packed ? inPack(file, definition, packed) : { state: 'ready', file, definition }
  } catch (error) {
    if (!isGitDocError(error) || error.scope === 'process') throw error
    return { state: 'broken', path: file.path, error }
  }
}

/** A job of a pack is called after the pack, and so are those of the pack that it needs. */
const inPack = (
  file: JobFile,
  definition: JobDefinition,
  { own, name, pack }: PackJob,
): ReadyJob => {
  if (definition.name !== own)
    throw jobInvalid(
      file.path,
      `it defines the job "${definition.name}", and pack.json says "${own}".`,
    )
  const names = pack.manifest.jobs.map(job => job.name)
  const needs = definition.needs.map(need =>
    names.includes(need) ? jobName(pack.name, need) : need,
  )
  return { state: 'ready', file, definition: { ...definition, name, needs }, inputs: pack.inputs }
}

/** A job's file and what it imports, as things to allow: a file each, so that one that several jobs use is allowed once. */
export const thingsOf = ({ files }: JobFile): readonly Thing[] =>
  files.map(({ path, content }) => ({ what: 'file', name: path, label: path, content }))

/** Two jobs of one name, and jobs in a circle, are all broken: which of them is meant, nobody knows. */
const withoutClashes = (entries: readonly CatalogEntry[]): readonly CatalogEntry[] => {
  const ready = entries.filter(isReady)
  const definitions = ready.map(({ definition }) => definition)
  const needs = circleOfNeeds(definitions)
  const ends = circleOfEnds(definitions)
  const faultOf = (name: string): GitDocError | undefined => {
    const same = ready.filter(({ definition }) => definition.name === name).map(pathOf)
    if (same.length > 1) return jobDuplicate(name, same)
    const twice = definitions
      .filter(definition => definition.name === name)
      .flatMap(({ paths }) => paths)
      .find(hasParameterTwice)
    if (twice !== undefined) return jobPatternInvalid(same[0] ?? name, twice)
    if (needs?.includes(name)) return jobCircle(needs, 'needs')
    return ends?.includes(name) ? jobCircle(ends, 'on') : undefined
  }
  return entries.map(entry => {
    const error = isReady(entry) ? faultOf(entry.definition.name) : undefined
    return error ? { state: 'broken', path: pathOf(entry), error } : entry
  })
}

/** A file that is not allowed now; its name is known if it was allowed once with this content, or by the name of the file. */
const waitingUnder = async (
  name: string,
  entries: readonly CatalogEntry[],
  { jobs, packs }: Pick<CatalogWorld, 'jobs' | 'packs'>,
): Promise<CatalogEntry | undefined> => {
  const packed = new Map(jobsOf((await packs?.()) ?? []).map(job => [job.path, job.name]))
  for (const entry of entries) {
    if (entry.state !== 'not-allowed') continue
    const { path } = entry.file
    const known = packed.get(path) ?? (await jobs.known(entry.file))?.name ?? fileName(path)
    if (known === name) return entry
  }
  return undefined
}

/** `nightly` of `jobs/nightly.ts`. */
const fileName = (path: string): string =>
  path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '')
