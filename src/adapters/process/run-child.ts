import type { ChildProcess } from 'node:child_process'
import { type GitDocError, interrupted, isGitDocError } from '../../errors/error.ts'
import { commandMemoryLimit, commandOutputLimit, commandTimedOut } from '../../errors/processes.ts'
import type { ProcessEnd, ProcessEvidence, ProcessRequest } from '../../ports/processes.ts'
import { openChannel } from './channel.ts'
import { endGroup, endRest, killAtExit } from './end-group.ts'
import { watchMemory } from './memory-watch.ts'
import { type OutputSink, outputSink, readPipes } from './output.ts'
import { rowOf } from './process-table.ts'
import { type Prepared, prepare, startChild } from './start-child.ts'

type Evidence = Omit<ProcessEvidence, 'notEnforced'>

export interface Supervision {
  readonly mark: string
  readonly grace: number
  /** Records the group of the child and returns how to take that back. */
  note(group: number, name: string): () => void
}

/** Runs one command to its end. */
export const runChild = async (
  request: ProcessRequest,
  supervision: Supervision,
): Promise<Evidence> => {
  const began = performance.now()
  const lasted = () => performance.now() - began
  try {
    const prepared = await prepare(request, supervision.mark)
    const sink = await outputSink(request)
    const child = await startChild(prepared, request).catch(async error => {
      await sink.discard()
      throw error
    })
    return await supervised(child, prepared, sink, request, supervision, lasted)
  } catch (error) {
    if (!isGitDocError(error)) throw error
    const command = typeof request.command === 'string' ? [request.command] : request.command
    const endedBy = error.code === 'INTERRUPTED' ? 'interrupt' : 'start'
    const output = await (await outputSink({})).end()
    return { command, endedBy, error, milliseconds: lasted(), output, leftBehind: [] }
  }
}

const supervised = async (
  child: ChildProcess,
  { words, program }: Prepared,
  sink: OutputSink,
  request: ProcessRequest,
  { mark, grace, note }: Supervision,
  lasted: () => number,
): Promise<Evidence> => {
  const { pid = 0 } = child
  const untrack = killAtExit(pid)
  const forget = note(pid, words[0] ?? '')
  const since = rowOf(pid)?.start
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const channel = openChannel(child, request.talk)
  const limits = watchLimits(child, words[0] ?? '', sink, request, () =>
    endGroup(pid, grace, exited),
  )

  await Promise.race([exited, limits.gaveUp])
  const milliseconds = lasted()
  limits.stop()
  const { endedBy, error } = limits
  const isLeft = endedBy === 'exit' && request.children === 'leave'
  const leftBehind = isLeft ? [] : await endRest({ group: pid, mark, since }, grace)
  await Promise.all([limits.outputEnded(), channel.end()])
  untrack()
  forget()
  return {
    command: words,
    program,
    ...(child.exitCode !== null && { exit: child.exitCode }),
    ...(child.signalCode !== null && { signal: child.signalCode }),
    endedBy,
    ...(error && { error }),
    milliseconds,
    ...(limits.peakMemory !== undefined && { peakMemory: limits.peakMemory }),
    output: await sink.end(),
    leftBehind,
  }
}

/** Ends a child when it exceeds a limit or somebody interrupts it; the first reason counts. */
const watchLimits = (
  child: ChildProcess,
  name: string,
  sink: OutputSink,
  { timeout, maxOutput, maxMemory, signal, input, onOutput, talk }: ProcessRequest,
  endChild: () => Promise<void>,
) => {
  const { pid = 0, stdin, stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('A child has no pipes.')
  let endedBy: ProcessEnd = 'exit'
  let error: GitDocError | undefined
  let giveUp = () => {}
  const gaveUp = new Promise<void>(resolve => {
    giveUp = resolve
  })
  const end = (by: ProcessEnd, why: GitDocError) => {
    const isOver = child.exitCode !== null || child.signalCode !== null
    if (endedBy !== 'exit' || isOver) return
    endedBy = by
    error = why
    endChild().then(giveUp)
  }

  const pipes = readPipes({ stdout, stderr }, sink, (chunk, stream) => {
    onOutput?.(chunk, stream)
    if (maxOutput === undefined || sink.bytes <= maxOutput) return
    end('output', commandOutputLimit(name, maxOutput))
    pipes.stop()
  })
  const memory = watchMemory(pid, maxMemory, () =>
    end('memory', commandMemoryLimit(name, maxMemory ?? 0)),
  )
  const late = () => end('timeout', commandTimedOut(name, timeout ?? 0))
  const timer = timeout === undefined ? undefined : setTimeout(late, Math.min(timeout, longest))
  const abort = () => end('interrupt', interrupted())
  signal?.addEventListener('abort', abort)
  if (signal?.aborted) abort()
  // A child that does not read its input is reported by how it ends, not by EPIPE.
  stdin?.on('error', () => {})
  if (!talk) stdin?.end(input)

  return {
    get endedBy() {
      return endedBy
    },
    get error() {
      return error
    },
    get peakMemory() {
      return memory.peak
    },
    gaveUp,
    outputEnded: () => pipes.end(),
    stop() {
      memory.stop()
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
  }
}

/** The longest time that a timer of Node can wait, in milliseconds. */
const longest = 2 ** 31 - 1
