import type { News } from '../commands/update.ts'
import { dollars } from '../documentation/dollars.ts'
import type { ModelCall } from '../events/commit.ts'
import type { DomainEvent } from '../events/recorded.ts'
import { count } from './print-usage.ts'
import type { Terminal } from './terminal.ts'

/** Tells a person what a long run is at: commit k of n, the section, the provider, tokens and cost so far. Silent in a pipe. */
export const progressOf = (terminal: Terminal): ((news: News) => void) => {
  let place = ''
  const calls: ModelCall[] = []
  return news => {
    if (news.type === 'noticed') {
      if (news.commits > 0 && terminal.verbose) terminal.say(`${news.commits} new commits`)
    } else if (news.type === 'run') {
      const { row, index, of } = news.step
      place = `commit ${index} of ${of} ${row.context.commit.slice(0, 8)} ${row.context.subject}`
      terminal.progress(place)
    } else {
      const { event, run } = news.recorded
      if (terminal.verbose) terminal.say(`${run.slice(0, 15)} ${event.type}`)
      calls.push(...callsOf(event))
      terminal.progress([place, ...factsOf(event), ...spentOn(calls)].join(' · '))
    }
  }
}

const spentOn = (calls: readonly ModelCall[]): string[] => {
  const tokens = sumOf(calls, ({ inputTokens = 0, outputTokens = 0 }) => inputTokens + outputTokens)
  const cost = sumOf(calls, call => call.cost ?? 0)
  return [...(tokens > 0 ? [`${count(tokens)} tokens`] : []), ...(cost > 0 ? [dollars(cost)] : [])]
}

const callsOf = ({ data }: DomainEvent): readonly ModelCall[] =>
  (data as { calls?: readonly ModelCall[] }).calls ?? []

const sumOf = (calls: readonly ModelCall[], amount: (call: ModelCall) => number): number =>
  calls.reduce((sum, call) => sum + amount(call), 0)

/** The section and the provider an event is about, where it is about one. */
const factsOf = ({ data }: DomainEvent): string[] =>
  [data.target, data.provider].filter((fact): fact is string => typeof fact === 'string')
