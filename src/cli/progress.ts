import type { News } from '../commands/update.ts'
import type { ModelCall } from '../events/commit.ts'
import type { DomainEvent } from '../events/recorded.ts'
import type { Terminal } from './terminal.ts'

/** Tells a person what a long run is at: commit k of n, the section, the provider, tokens so far. Silent in a pipe. */
export const progressOf = (terminal: Terminal): ((news: News) => void) => {
  let place = ''
  let tokens = 0
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
      tokens += tokensOf(event)
      terminal.progress(
        [place, ...factsOf(event), ...(tokens > 0 ? [`${tokens} tokens`] : [])].join(' · '),
      )
    }
  }
}

const tokensOf = ({ data }: DomainEvent): number => {
  const { calls = [] } = data as { calls?: readonly ModelCall[] }
  return calls.reduce(
    (sum, { inputTokens = 0, outputTokens = 0 }) => sum + inputTokens + outputTokens,
    0,
  )
}

/** The section and the provider an event is about, where it is about one. */
const factsOf = ({ data }: DomainEvent): string[] =>
  [data.target, data.provider].filter((fact): fact is string => typeof fact === 'string')
