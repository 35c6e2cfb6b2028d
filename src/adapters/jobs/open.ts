import { realpathSync } from 'node:fs'
import { isGitDocError } from '../../errors/error.ts'
import { jobLoadTimedOut } from '../../errors/jobs.ts'
import type { JobFile, JobOutcome, Jobs } from '../../ports/jobs.ts'
import type { Processes } from '../../ports/processes.ts'
import { type CompiledJob, compiledFolder, openCompiled } from './compiled-folder.ts'
import { definedBy } from './defined.ts'
import { openDefinitions } from './kept-definitions.ts'
import { openImports } from './kept-imports.ts'
import type { World } from './launch.ts'
import { withFiles } from './made-files.ts'
import { notEnforced } from './not-enforced.ts'
import { outcomeOf } from './outcome.ts'
import { findPackagesWith } from './packages.ts'
import type { TemplateSettings } from './protocol.ts'
import { notStarted, startJob } from './start-job.ts'
import { openWaitingJobs } from './waiting-jobs.ts'

export interface JobsOptions {
  /** The working tree. */
  readonly root: string
  /** The state folder. */
  readonly folder: string
  readonly processes: Processes
  readonly templates?: TemplateSettings | undefined
  /** Milliseconds that a job has to end after it was asked to. */
  readonly grace?: number | undefined
  /** Milliseconds that a file may take to load. */
  readonly loading?: number | undefined
  /** Keeps a process waiting for the next job of each kind; for a daemon, which must `close` then. */
  readonly keepsWaiting?: boolean | undefined
}

/** A job has little to do when its file is loaded. */
const mostLoading = 30_000

/** Bytes that a job may print. */
const output = 16 * 2 ** 20

/** The jobs of one working tree. */
export const openJobs = (options: JobsOptions): Jobs & { close(): Promise<void> } => {
  const root = realpathSync(options.root)
  const world: World = {
    root,
    compiled: compiledFolder(options.folder),
    processes: options.processes,
    templates: templateSettings(options.templates),
    grace: options.grace ?? 2_000,
  }
  const toDefine = {
    timeout: options.loading ?? mostLoading,
    output: 2 ** 20,
    memory: 512 * 2 ** 20,
  }
  const waiting = options.keepsWaiting ? openWaitingJobs(world) : undefined
  const imports = openImports(options.folder)
  const definitions = openDefinitions(options.folder)
  const compiled = openCompiling(world, options.folder)

  return {
    async find(folders) {
      const { findJobs } = await import('./find.ts')
      const found = await findJobs(root, folders, imports)
      await imports.save()
      return found
    },
    known: file => definitions.find(file),
    async define(file, run, signal) {
      const found = await definitions.find(file)
      if (found) return found
      const endless = jobLoadTimedOut(file.path, toDefine.timeout)
      if (await definitions.isEndless(file)) throw endless
      const job = await compiled(file)
      const { evidence, conversation } = await startJob(world, {
        job,
        path: file.path,
        run,
        verb: 'define',
        permissions: { read: ['.'], write: [], run: false, net: false, env: [] },
        limits: toDefine,
        signal,
        answer: async () => null,
      })
      if (evidence.endedBy === 'timeout') {
        await definitions.keepEndless(file)
        throw endless
      }
      const ran = { job: file.path, path: file.path, root, limits: toDefine }
      const definition = await definedBy(world, ran, { file, job }, evidence, conversation)
      await definitions.keep(file, definition)
      return definition
    },
    async run(call): Promise<JobOutcome> {
      const { file, definition } = call
      const { name, permissions, timeout, memory } = definition
      const limits = { timeout, output, memory }
      const ran = { job: name, path: file.path, root, limits }
      try {
        const job = await compiled(file)
        const { evidence, conversation } = await startJob(
          world,
          {
            ...call,
            job,
            path: file.path,
            permissions,
            limits,
            told: { ...toldOf(call), job: name },
          },
          waiting,
        )
        const outcome = outcomeOf(ran, { ...evidence, command: [file.path] }, conversation)
        return await withFiles(outcome, name, root)
      } catch (error) {
        if (!isGitDocError(error)) throw error
        return { error, evidence: notStarted(file.path, error) }
      }
    },
    async render(call) {
      const { renderTemplates } = await import('./render.ts')
      return await renderTemplates(world, call)
    },
    notEnforced,
    close: async () => await waiting?.end(),
  }
}

const templateSettings = ({
  autoescape,
  cacheMb,
}: TemplateSettings = defaultTemplates): TemplateSettings => ({ autoescape, cacheMb })

const defaultTemplates: TemplateSettings = { autoescape: false, cacheMb: 5 }

const toldOf = ({ run, step, commit, files, params, hook, input }: Parameters<Jobs['run']>[0]) => ({
  run,
  step,
  files,
  params,
  input,
  ...(commit !== undefined && { commit }),
  ...(hook && { hook }),
})

/** Compiles each job once, however many of its runs begin at a time. */
const openCompiling = ({ root, processes }: World, folder: string) => {
  const kept = openCompiled(folder, root)
  const pending = new Map<string, Promise<CompiledJob>>()
  const make = async (file: JobFile): Promise<CompiledJob> => {
    const found = await kept.find(file)
    if (found) return found
    const { compile } = await import('./compile.ts')
    const findPackages = findPackagesWith(processes, root)
    return await kept.make(file, place => compile(root, file, place, findPackages))
  }
  return (file: JobFile): Promise<CompiledJob> => {
    const making = pending.get(file.hash) ?? make(file).finally(() => pending.delete(file.hash))
    pending.set(file.hash, making)
    return making
  }
}
