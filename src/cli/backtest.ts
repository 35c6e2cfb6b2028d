import { openBacktest } from '../app/backtest.ts'
import { type BacktestReport, backtest as test } from '../commands/commit/backtest.ts'
import type { Figures } from '../documentation/backtest.ts'
import { wrongUsage } from '../errors/usage.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface BacktestFlags extends GlobalOptions {
  readonly repo?: string
  readonly cases?: string
  readonly candidates?: string
}

/** Prints how often git-doc would have found the sections that people edited. */
export const backtest = async (flags: BacktestFlags, terminal: Terminal): Promise<number> => {
  const { repo, cases, candidates = 'edited' } = flags
  if (candidates !== 'edited' && candidates !== 'all')
    throw wrongUsage(`--candidates takes edited or all, not "${candidates}".`)
  const sources = openBacktest({ ...terminal.place, repo, cases })
  const report = await test(sources, {
    candidates,
    onCase: done => terminal.progress(`${done} documentation changes ranked`),
  })
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...report }))
  else print(report, cases === undefined, terminal)
  return exitCode.done
}

const mostDocuments = 10

const print = (report: BacktestReport, isOwn: boolean, terminal: Terminal): void => {
  const { figures, repositories, documents, chosen, leftOut } = report
  const { ranking } = figures
  if (leftOut.length > 0)
    terminal.log(
      `${counted(leftOut.length, 'commit')} left out: not here, or without its documents.`,
      { level: 'warning' },
    )
  if (ranking.cases === 0) {
    terminal.print('No commit changed code and an existing document together.')
    return
  }
  const width = Math.max(24, ...repositories.map(({ repo }) => repo.length))
  const row = (name: string, { cases, hitAt1, hitAt3, hitAt5, mrr }: Figures) =>
    terminal.print(
      [
        name.padEnd(width),
        String(cases).padStart(5),
        ...[hitAt1, hitAt3, hitAt5, mrr].map(three),
      ].join('  '),
    )
  terminal.print(`${''.padEnd(width)}  cases  hit@1  hit@3  hit@5    MRR`)
  row('git-doc', ranking)
  row('without the history', figures.withoutHistory)
  row('plain BM25', figures.bm25)
  for (const each of repositories) {
    row(each.repo, each)
    row('  plain BM25', each.bm25)
  }
  terminal.print()
  for (const { resolver, chosen: count, right, precision, recall } of chosen)
    terminal.print(
      `chosen, ${resolver}: ${counted(count, 'section')}, ${right} of them edited (precision ${percent(precision)}${recall === undefined ? '' : `, recall ${percent(recall)}`})`,
    )
  terminal.print()
  for (const each of documents.slice(0, mostDocuments)) row(each.file.slice(-width), each)
  terminal.print()
  terminal.print(
    `git-doc would have found the right section first in ${percent(ranking.hitAt1)} of ${isOwn ? 'your last' : 'these'} ${ranking.cases} documentation changes.`,
  )
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const three = (share: number): string => share.toFixed(3).padStart(5)

const percent = (share: number): string => `${Math.round(share * 100)} %`
