import { openReading } from '../app/reading.ts'
import { type Month, usage as read, type Usage } from '../commands/commit/usage.ts'
import { dollars } from '../ports/money.ts'
import type { Used } from '../projections/commit/usage.ts'
import { exitCode } from './exit-code.ts'
import { cachedLine, costOf, count } from './print-usage.ts'
import { table } from './table.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints what models were asked and what it cost, by month and model. */
export const usage = async (
  options: GlobalOptions & { readonly month?: string },
  terminal: Terminal,
): Promise<number> => {
  const reading = await openReading(terminal.place)
  try {
    const used = await read(reading.log, reading.settings, options.month)
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...used }, undefined, 2))
    else for (const line of lines(used, terminal)) terminal.print(line)
    return exitCode.done
  } finally {
    await reading.close()
  }
}

const lines = ({ months, budget }: Usage, { colors }: Terminal): readonly string[] => {
  if (months.length === 0) return ['No model has been called yet.']
  const [head = '', ...rows] = table([
    ['Month', 'Model', 'Calls', 'Failed', 'Tokens in', 'Tokens out', 'Cost'],
    ...months.flatMap(rowsOf),
  ])
  const last = months.at(-1)
  return [
    colors.bold(head),
    ...rows,
    '',
    ...savedLines(months),
    ...(budget.month !== undefined && last
      ? [`Budget: ${dollars(last.cost)} of ${dollars(budget.month)} in ${last.month}.`]
      : []),
  ]
}

const rowsOf = (month: Month): readonly (readonly string[])[] => [
  ...month.models.map(used => [month.month, `${used.provider}:${used.model}`, ...figures(used)]),
  ...(month.models.length > 1 ? [[month.month, 'total', ...figures(month)]] : []),
]

const figures = (used: Used): readonly string[] => [
  count(used.calls),
  count(used.failed),
  count(used.inputTokens),
  count(used.outputTokens),
  costOf(used),
]

const savedLines = (months: readonly Month[]): readonly string[] => {
  const cached = months.reduce((sum, month) => sum + month.cached, 0)
  const all = months.reduce((sum, month) => sum + month.asked, cached)
  return all === 0 ? [] : [cachedLine(cached, all)]
}
