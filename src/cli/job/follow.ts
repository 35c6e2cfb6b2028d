import { followOutput } from '../../app/jobs.ts'
import { followLog } from '../../app/reading.ts'
import type { Step, SteppedRun } from '../../machines/stepped-run.ts'
import { status } from '../../projections/status.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { endLines, outputOf, printOutput } from './step-output.ts'

/** Prints what the steps of a run print while they run, and how they ended, until the run is over. */
export const follow = async (run: string, folder: string, terminal: Terminal): Promise<number> => {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    terminal.io.signals.once(signal, () => stop.abort())
  const printing = inOrder(terminal)
  const live = await followOutput(folder, run, printing.text)
  const printed = new Set<string>()
  const look = async (steps: readonly Step[]): Promise<void> => {
    printing.isOneOfSeveral(steps.length > 1)
    for (const step of steps.filter(({ id }) => !printed.has(id))) {
      if (!step.evidence) {
        live.follow(step.id)
        continue
      }
      printed.add(step.id)
      const wasFollowed = await live.end(step.id)
      const output = await outputOf(step, folder)
      if (wasFollowed) await printing.end(step.id, endLines(output, terminal))
      else await printOutput(output, steps.length > 1, terminal)
    }
  }
  try {
    for await (const log of followLog(terminal.place, stop.signal)) {
      const row = await log.row(status, run)
      await look((row?.context as Partial<SteppedRun> | undefined)?.steps ?? [])
      if (row && row.tag !== 'active') return row.tag === 'failed' ? exitCode.failed : exitCode.done
    }
    return exitCode.interrupted
  } finally {
    await live.close()
    await printing.idle()
  }
}

/** Prints text of several steps one after the other, and says whose it is whenever that changes. */
const inOrder = (terminal: Terminal) => {
  let said: Promise<void> = Promise.resolve()
  let several = false
  let last: string | undefined
  let isAtLineStart = true
  const write = (text: string): void => {
    if (text === '') return
    isAtLineStart = text.endsWith('\n')
    said = said.then(() => terminal.write(text))
  }
  const text = (step: string, more: string): void => {
    if (!isAtLineStart && last !== step) write('\n')
    if (several && last !== step) write(`== ${step}\n`)
    last = step
    write(more)
  }
  return {
    text,
    isOneOfSeveral(is: boolean) {
      several = is
    },
    async end(step: string, lines: readonly string[]) {
      if (lines.length > 0) text(step, '')
      if (!isAtLineStart) write('\n')
      for (const line of lines) write(`${line}\n`)
      await said
    },
    idle: () => said,
  }
}
