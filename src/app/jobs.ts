import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openGitCommands } from '../adapters/git/commands.ts'
import { variablesOfHook } from '../adapters/hooks/variables.ts'
import { openJobs } from '../adapters/jobs/open.ts'
import { openProcesses } from '../adapters/process/runner.ts'
import { makeStateFolder } from '../adapters/state/files.ts'
import { writeJobHooks } from '../adapters/state/job-hooks.ts'
import { leaveReport } from '../adapters/state/reports.ts'
import { newRequestId as requestIdAt } from '../adapters/state/requests.ts'
import { openTrust } from '../adapters/state/trust.ts'
import type { HookWorld } from '../commands/job/hook.ts'
import { jobFileExists } from '../errors/job-runs.ts'
import {
  askedHooks,
  type Catalog,
  type CatalogEntry,
  openCatalog,
  thingsOf,
} from '../kinds/job/catalog.ts'
import { packsHere } from '../kinds/job/packs.ts'
import type { JobReport } from '../ports/job-reports.ts'
import type { JobHook } from '../ports/jobs.ts'
import type { Settings } from '../ports/settings.ts'
import type { JobStats } from '../projections/job/stats.ts'
import { openPacked } from './packed.ts'
import { environment, now, openRepositoryAt, type Place, settled } from './place.ts'
import { quietHooks } from './quiet-hooks.ts'
import { guardHooks, withGuards } from './release-hooks.ts'

/** The jobs of a repository for commands that neither open the log nor take its lock. */
export type JobsHere = Awaited<ReturnType<typeof openJobsAt>>

export const openJobsAt = async (place: Place, signal: AbortSignal) => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { facts } = repository
    const { settings, folder } = await settled(repository, place)
    // Where nothing may be written, what only reads still answers.
    await makeStateFolder(folder, facts.commonDirectory).catch(() => {})
    const processes = openProcesses(folder)
    const trust = openTrust(facts, now)
    const jobs = openJobs({ root: facts.root, folder, processes, templates: settings.templates })
    const { templates, packFolders } = openPacked(facts.root, settings)
    const git = openGitCommands(facts)
    const { dirs: folders } = settings.jobs
    const packs = () => packsHere(packFolders, settings.packs.inputs)
    const catalog = (): Catalog => openCatalog({ jobs, trust, folders, packs, signal })
    return {
      repository,
      settings,
      folder,
      trust,
      jobs,
      git,
      templates,
      catalog,
      folders,
      /** How the runs of each job went, as the owner of the log published it last. */
      async stats(): Promise<Readonly<Record<string, JobStats>>> {
        const { readKindView } = await import('./reading.ts')
        const view = (await readKindView(folder, 'job')) as
          | { readonly jobs?: Readonly<Record<string, JobStats>> }
          | undefined
        return view?.jobs ?? {}
      },
      /**
       * Writes a new job file into the first of the folders, and allows it, because this clone's own person asked for it.
       * JOB_FILE_EXISTS.
       */
      async create(name: string, text: string): Promise<string> {
        const path = join(folders[0] ?? 'jobs', `${name}.ts`)
        const file = join(facts.root, path)
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, text, { flag: 'wx' }).catch(error => {
          throw error.code === 'EEXIST' ? jobFileExists(path) : error
        })
        const made = (await jobs.find(folders)).find(each => each.path === path)
        if (made && !('error' in made)) await trust.allow(thingsOf(made))
        return path
      },
      /** The hooks that jobs ask for and that Git does not call git-doc on. */
      async missingHooks(entries: readonly CatalogEntry[]): Promise<readonly JobHook[]> {
        const asked = askedHooks(entries)
        if (asked.length === 0) return []
        const { gitText } = await import('../adapters/git/command.ts')
        const { missingHooks } = await import('../adapters/hooks/hook-health.ts')
        const gitVersion = await gitText(['version'], { cwd: facts.root })
        return missingHooks({ ...facts, gitVersion }, asked)
      },
      /** The hooks in which releases are guarded. */
      guards: guardHooks(settings),
      /** Writes down which hooks jobs ask for, where the hook script looks. */
      announceHooks: (hooks: readonly JobHook[]) =>
        writeJobHooks(folder, withGuards(hooks, settings)),
      /** What jobs of a hook in the foreground act on. */
      hookWorld: (onOutput: (text: string) => void): HookWorld => ({
        jobs,
        catalog,
        repository,
        git,
        templates,
        trust,
        signal,
        outputFolder: join(folder, 'output'),
        redact: text => withoutSecretsOf(text, settings),
        onOutput: (_, text) => onOutput(text),
      }),
      quiet: quietHooks(facts, settings, place),
      variablesOfHook: () => variablesOfHook(environment(), place.cwd),
      leaveReport: (report: JobReport) => leaveReport(folder, report),
      close: () => repository.close(),
    }
  } catch (error) {
    await repository.close()
    throw error
  }
}

const withoutSecretsOf = async (text: string, { llm }: Settings): Promise<string> => {
  const [{ keysAtHand }, { findSecrets }, { withoutSecrets }] = await Promise.all([
    import('../adapters/llm/keys.ts'),
    import('../adapters/secrets/find-secrets.ts'),
    import('../kinds/commit/without-secrets.ts'),
  ])
  return (await withoutSecrets(text, findSecrets, keysAtHand(llm, environment()))).text
}

/** A word that no other request has. */
export const newRequestId = (): string => requestIdAt(now())

// Whoever prints reads along.
export { followOutput } from '../adapters/state/follow-output.ts'

/** The whole output of a step, by its hash; undefined if it is not kept any more. */
export const outputFile = (folder: string, sha256: string): Promise<string | undefined> =>
  readFile(join(folder, 'output', sha256), 'utf8').catch(() => undefined)

/** Every job file of a repository, as `git-doc job list` shows it. No file that is not allowed is loaded. */
export const loadJobs = async (place: Place = { cwd: process.cwd() }) => {
  const here = await openJobsAt(place, new AbortController().signal)
  try {
    const { listJobs } = await import('../commands/job/list.ts')
    const entries = await here.catalog().all()
    return listJobs(entries, await here.stats(), await here.missingHooks(entries))
  } finally {
    await here.close()
  }
}
