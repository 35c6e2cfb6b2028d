import { createHash } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GitDocError } from '../../errors/error.ts'
import { jobInvalid } from '../../errors/jobs.ts'
import type { JobPermissions } from '../../ports/jobs.ts'
import type { ProcessEvidence } from '../../ports/processes.ts'
import { inside } from '../files/inside.ts'
import type { CompiledJob } from './compiled-folder.ts'
import { type Assignment, type Finished, launch, type Shape, type World } from './launch.ts'
import type { JobStart as Start, Told } from './protocol.ts'
import type { WaitingJobs } from './waiting-jobs.ts'

export interface JobStart
  extends Omit<Assignment, 'start' | 'timeout'>,
    Pick<Shape, 'permissions' | 'outputFolder'> {
  readonly job: CompiledJob
  /** Of the job's file. */
  readonly path: string
  readonly verb: Start['verb']
  readonly run: string
  /** Times in milliseconds, sizes in bytes. */
  readonly limits: Pick<Shape, 'memory' | 'output'> & { readonly timeout: number }
  readonly variables?: Readonly<Record<string, string>> | undefined
  readonly told?: Told | undefined
}

/** Runs a job in a process of its own, to the end. JOB_INVALID for permissions that lead out of the repository. */
export const startJob = async (
  world: World,
  { job, path, verb, run, permissions, limits, variables, told, outputFolder, ...rest }: JobStart,
  waiting?: WaitingJobs,
): Promise<Finished> => {
  const { root, templates } = world
  const { timeout, memory, output } = limits
  assertInside(root, path, permissions)
  const packages = [...new Set(foldersOf(job))].sort()
  const shape: Shape = { permissions, packages, memory, output, outputFolder }
  const launched = waiting?.take(shape) ?? launch(world, shape, run)
  return await launched.begin({
    ...rest,
    timeout,
    start: {
      verb,
      url: job.url,
      templates,
      variables: {
        ...variables,
        GIT_DOC_RUN: run,
        ...(told?.commit !== undefined && { GIT_DOC_COMMIT: told.commit }),
      },
      call: told,
    },
  })
}

/** JOB_INVALID: what the repository says is a folder of it may be a link that leads elsewhere. */
const assertInside = (root: string, path: string, { read, write }: JobPermissions): void => {
  for (const place of [...read, ...write].filter(each => !isAbsolute(each))) {
    const target = join(root, place)
    const real = existsSync(target) ? realpathSync(target) : target
    if (real !== root && inside(root, real) === undefined)
      throw jobInvalid(path, `permissions name ${place}, which leads out of the repository.`)
  }
}

/** The outermost `node_modules` of each package that a job imports. */
const foldersOf = ({ packages }: CompiledJob): readonly string[] =>
  packages.flatMap(({ url }) => {
    const path = fileURLToPath(url)
    const [folder] = /^.*?[/\\]node_modules[/\\]/.exec(path) ?? []
    return folder ?? dirname(path) + sep
  })

/** The evidence of a job that had no process. */
export const notStarted = (path: string, error: GitDocError): ProcessEvidence => ({
  command: [path],
  endedBy: 'start',
  error,
  milliseconds: 0,
  output: { tail: '', bytes: 0, sha256: createHash('sha256').digest('hex') },
  leftBehind: [],
  notEnforced: [],
})
