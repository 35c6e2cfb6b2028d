import type { News } from '../commands/update.ts'
import type { DomainEvent } from '../events/recorded.ts'
import { meter, spentText } from './meter.ts'
import type { Terminal } from './terminal.ts'

/** Tells a person what a long run is at: commit k of n, the section, the provider, calls, tokens and cost so far. Silent in a pipe. */
export const progressOf = (terminal: Terminal): ((news: News) => void) => {
  let place = ''
  const { hear, spent } = meter()
  return news => {
    hear(news)
    if (news.type === 'noticed') {
      if (news.commits > 0 && terminal.verbose) terminal.say(`${news.commits} new commits`)
    } else if (news.type === 'run') {
      const { row, index, of } = news.step
      place = `commit ${index} of ${of} ${row.context.commit.slice(0, 8)} ${row.context.subject}`
      terminal.progress(place)
    } else {
      const { event, run } = news.recorded
      if (terminal.verbose) terminal.say(`${run.slice(0, 15)} ${event.type}`)
      const soFar = spent().calls > 0 ? [spentText(spent())] : []
      terminal.progress([place, ...factsOf(event), ...soFar].join(' · '))
    }
  }
}

/** The section and the provider an event is about, where it is about one. */
const factsOf = ({ data }: DomainEvent): string[] =>
  [data.target, data.provider].filter((fact): fact is string => typeof fact === 'string')
