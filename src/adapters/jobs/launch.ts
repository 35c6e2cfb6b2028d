import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JobPermissions } from '../../ports/jobs.ts'
import type { ProcessEvidence, Processes, ProcessRequest } from '../../ports/processes.ts'
import { type Answer, type Conversation, conversation } from './conversation.ts'
import { nodeFlags } from './permissions.ts'
import { jobProgram, supervisorProgram } from './programs.ts'
import type { Start, TemplateSettings } from './protocol.ts'

export interface World {
  /** A real path. */
  readonly root: string
  /** Where compiled jobs lie. */
  readonly compiled: string
  readonly processes: Processes
  readonly templates: TemplateSettings
  readonly grace: number
}

/** Everything that a job's process is started with; jobs of one shape differ only in what they are told. Sizes in bytes. */
export interface Shape {
  readonly permissions: JobPermissions
  /** Folders of packages. */
  readonly packages: readonly string[]
  readonly memory?: number | undefined
  readonly output: number
  readonly outputFolder?: string | undefined
}

/** What one job's run adds. */
export interface Assignment extends Pick<ProcessRequest, 'withoutSecrets'> {
  readonly start: Start
  /** Milliseconds. */
  readonly timeout: number
  readonly signal: AbortSignal
  readonly answer: Answer
  onOutput?(text: string, stream: 'stdout' | 'stderr'): void
}

export interface Finished {
  readonly evidence: ProcessEvidence
  readonly conversation: Conversation
}

/** A process that has no job yet. */
export interface Launched {
  /** Whether its process has ended. */
  readonly isOver: boolean
  /** Gives it its job, and resolves when the process and all it started are gone. */
  begin(assignment: Assignment): Promise<Finished>
  /** Ends one that gets no job. */
  end(): Promise<void>
}

/** Beside its own memory, a group has the supervisor and what Node itself takes. */
const memoryOfNode = 160 * 2 ** 20

/** Starts the supervisor with a job's process below it. `run` is the run's name; without one it waits for a job. */
export const launch = (
  { root, compiled, processes, grace }: World,
  { permissions, packages, memory, output, outputFolder }: Shape,
  run?: string,
): Launched => {
  const stop = new AbortController()
  const talking = conversation(() => stop.abort())
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  const needed = [dirname(fileURLToPath(jobProgram)) + sep, compiled + sep, ...packages]
  let own: Assignment | undefined
  let isOver = false
  const ended = processes
    .run({
      command: [
        process.execPath,
        fileURLToPath(supervisorProgram),
        ...nodeFlags({ root, permissions, needed, memory }),
        fileURLToPath(jobProgram),
        ...(run === undefined ? ['wait'] : []),
      ],
      cwd: root,
      run: run ?? 'job/waiting',
      inherit: permissions.env,
      maxOutput: output,
      maxMemory: memory === undefined ? undefined : memory + memoryOfNode,
      signal: stop.signal,
      grace,
      outputFolder,
      withoutSecrets: text => own?.withoutSecrets?.(text) ?? text,
      talk: talking.talk,
      onOutput: (chunk, stream) =>
        own?.onOutput?.(decoders[stream].decode(chunk, { stream: true }), stream),
    })
    .finally(() => {
      isOver = true
    })
  // Whoever gave it a job hears of it; nobody else has to.
  ended.catch(() => {})
  return {
    get isOver() {
      return isOver
    },
    async begin(assignment) {
      own = assignment
      const { start, timeout, signal, answer } = assignment
      const began = performance.now()
      let isLate = false
      const abort = () => stop.abort()
      const timer = setTimeout(
        () => {
          isLate = true
          abort()
        },
        Math.min(timeout, longest),
      )
      signal.addEventListener('abort', abort)
      if (signal.aborted) abort()
      talking.begin(start, answer)
      try {
        const evidence = await ended
        const milliseconds = performance.now() - began
        const endedBy = isLate && evidence.endedBy === 'interrupt' ? 'timeout' : evidence.endedBy
        return { evidence: { ...evidence, endedBy, milliseconds }, conversation: talking }
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
      }
    },
    async end() {
      stop.abort()
      await ended.catch(() => {})
    },
  }
}

/** The longest time that a timer of Node can wait, in milliseconds. */
const longest = 2 ** 31 - 1
