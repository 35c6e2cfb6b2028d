import { type GitDocError, isGitDocError } from '../../errors/error.ts'
import { jobCircle, jobDuplicate, jobPatternInvalid, jobUnknown } from '../../errors/job-runs.ts'
import { nearest } from '../../errors/nearest.ts'
import { circleOfEnds } from '../../jobs/after.ts'
import { circleOfNeeds } from '../../jobs/needs.ts'
import { hasParameterTwice } from '../../jobs/route.ts'
import type { JobDefinition, JobFile, JobHook, Jobs } from '../../ports/jobs.ts'
import type { Thing, Trust } from '../../ports/trust.ts'

/** A job file as it stands: usable, not allowed here, or broken. */
export type CatalogEntry =
  | { readonly state: 'ready'; readonly file: JobFile; readonly definition: JobDefinition }
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
      const waiting = await waitingUnder(name, await all(), world.jobs)
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

const readAll = async ({
  jobs,
  trust,
  folders,
  signal,
}: CatalogWorld): Promise<readonly CatalogEntry[]> => {
  const entries: CatalogEntry[] = []
  for (const file of await jobs.find(folders)) {
    if ('error' in file) {
      entries.push({ state: 'broken', ...file })
      continue
    }
    const things = await trust.notAllowed(thingsOf(file))
    entries.push(
      things.length > 0
        ? { state: 'not-allowed', file, things }
        : await defined(file, jobs, signal),
    )
  }
  return withoutClashes(entries)
}

const defined = async (
  file: JobFile,
  jobs: Pick<Jobs, 'define'>,
  signal: AbortSignal,
): Promise<CatalogEntry> => {
  try {
    return { state: 'ready', file, definition: await jobs.define(file, definingRun, signal) }
  } catch (error) {
    if (!isGitDocError(error) || error.scope === 'process') throw error
    return { state: 'broken', path: file.path, error }
  }
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
  jobs: Pick<Jobs, 'known'>,
): Promise<CatalogEntry | undefined> => {
  for (const entry of entries) {
    if (entry.state !== 'not-allowed') continue
    const known = await jobs.known(entry.file)
    if ((known?.name ?? fileName(entry.file.path)) === name) return entry
  }
  return undefined
}

/** `nightly` of `jobs/nightly.ts`. */
const fileName = (path: string): string =>
  path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '')
