import type { ProgressEvent } from '../commands/progress.ts'
import type { Kinds } from '../engine/kind.ts'
import { shortRun } from '../engine/run-name.ts'
import type { DomainEvent, Recorded } from '../events/recorded.ts'
import { meter, type Spent, spentText } from './meter.ts'
import type { Terminal } from './terminal.ts'

/** Shows long work to a person as it happens, and counts what models were asked. */
export interface Progress {
  onProgress(event: ProgressEvent): void
  spent(): Spent
}

/** Shows where the work is: run k of n, the section, the provider, calls, tokens and cost so far. Silent in a pipe. */
export const progressOf = (terminal: Terminal, kinds: Kinds): Progress => {
  let place = ''
  const begun = performance.now()
  const counted = meter()
  const showRecorded = ({ event, run, position, version }: Recorded): void => {
    const data = { position, version }
    terminal.log(`${shortRun(run)} ${event.type}`, { level: 'debug', run, code: event.type, data })
    const soFar = counted.spent().calls > 0 ? [spentText(counted.spent())] : []
    terminal.progress([place, ...factsOf(event), ...soFar].join(' · '))
  }
  const show = (event: ProgressEvent): void => {
    if (event.type === 'recorded') showRecorded(event.recorded)
    else if (event.type === 'run') {
      const { row, index, of } = event
      const { label = '', subject = '' } = kinds.get(row.kind)?.summary(row) ?? {}
      const left = timeLeft(performance.now() - begun, index - 1, of)
      place = [`${row.kind} ${index} of ${of}`, ...left, `${label} ${subject}`].join(' · ')
      terminal.progress(place)
    } else if (event.type === 'planned')
      terminal.progress(`estimating from commit ${event.index} of ${event.of}`)
    else if (event.commits > 0) terminal.log(`${event.commits} new commits`, { level: 'debug' })
  }
  return {
    onProgress(event) {
      counted.onProgress(event)
      show(event)
    },
    spent: counted.spent,
  }
}

/** How long the rest may take, once enough is done to tell. */
export const timeLeft = (milliseconds: number, done: number, of: number): readonly string[] => {
  const left = (milliseconds / done) * (of - done)
  if (done < 3 || left < 10_000) return []
  const minutes = Math.round(left / 60_000)
  return [minutes < 1 ? 'less than a minute left' : `about ${minutes} min left`]
}

/** The section and the provider that an event names, if it names any. */
const factsOf = ({ data }: DomainEvent): string[] =>
  [data.target, data.provider].filter((fact): fact is string => typeof fact === 'string')
