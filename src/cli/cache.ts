import { openOwnLog } from '../app/owned-log.ts'
import { openReading } from '../app/reading.ts'
import { clearCache, type KeptAnswer, listCache } from '../commands/commit/cache.ts'
import { wrongUsage } from '../errors/usage.ts'
import { exitCode } from './exit-code.ts'
import { count } from './print-usage.ts'
import { table } from './table.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface CacheOptions extends GlobalOptions {
  readonly olderThan?: string
}

/** Lists the answers in the cache, or clears them. */
export const cache = async (
  verb: string | undefined,
  options: CacheOptions,
  terminal: Terminal,
): Promise<number> => {
  const olderThan = ageOf(options.olderThan)
  if (verb === 'clear') return clear(olderThan, terminal)
  if (verb !== undefined && verb !== 'list')
    throw wrongUsage(`cache takes list or clear, not "${verb}".`)
  return list(olderThan, terminal)
}

const list = async (olderThan: number | undefined, terminal: Terminal): Promise<number> => {
  const reading = await openReading(terminal.place)
  try {
    const all = await listCache(reading.log, ago)
    const answers = olderThan === undefined ? all : all.filter(({ at }) => at < ago(olderThan))
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, answers }, undefined, 2))
    else for (const line of lines(answers)) terminal.print(line)
    return exitCode.done
  } finally {
    await reading.close()
  }
}

const clear = async (olderThan: number | undefined, terminal: Terminal): Promise<number> => {
  const own = await openOwnLog(terminal.place, 'cache clear')
  try {
    const cleared = (await clearCache(own.log, ago, olderThan)).length
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, cleared }, undefined, 2))
    else
      terminal.print(
        cleared === 0
          ? 'There was nothing to clear.'
          : `${answersText(cleared)} cleared; the log still has them.`,
      )
    return exitCode.done
  } finally {
    await own.close()
  }
}

const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString()

const day = 24 * 60 * 60 * 1000
const units: Readonly<Record<string, number>> = { h: day / 24, d: day, w: 7 * day }

/** `12h`, `7d`, `2w`; a number alone counts days. Milliseconds; USAGE for anything else. */
const ageOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const [, amount, unit = 'd'] = /^(\d{1,5})([hdw])?$/.exec(text) ?? []
  if (amount !== undefined) return Number(amount) * (units[unit] ?? day)
  throw wrongUsage(`--older-than takes an age, not "${text}".`, 'For example: --older-than 7d')
}

const answersText = (answers: number): string =>
  `${count(answers)} ${answers === 1 ? 'answer' : 'answers'}`

const lines = (answers: readonly KeptAnswer[]): readonly string[] => {
  if (answers.length === 0) return ['The cache is empty.']
  return [
    ...table([
      ['Asked', 'Commit', 'Section', 'Model', 'Bytes'],
      ...answers.map(answer => [
        answer.at.slice(0, 16).replace('T', ' '),
        answer.run?.replace('commit/', '').slice(0, 8) ?? '',
        answer.target ?? '',
        `${answer.provider}:${answer.model}`,
        answer.bytes === undefined ? 'no change' : count(answer.bytes),
        ...(answer.expired ? ['too old'] : []),
      ]),
    ]),
    '',
    `${answersText(answers.length)}, ${count(answers.filter(({ expired }) => !expired).length)} can be used again.`,
  ]
}
