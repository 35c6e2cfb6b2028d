import { wrongUsage } from '../errors/usage.ts'
import { textOf } from './job/text-of.ts'
import type { Terminal } from './terminal.ts'

/** Values as a person gives them: one by one, or all as JSON; `-` stands for standard input. */
export interface GivenData {
  readonly pairs: string | readonly string[] | undefined
  readonly json: string | undefined
  /** The option for pairs, without `--`; that for JSON ends in `-json`. */
  readonly option: string
}

/** `--input key=value…`, each value JSON or else a text, or `--input-json`. USAGE. */
export const dataOf = async (
  { pairs, json, option }: GivenData,
  { io }: Pick<Terminal, 'io'>,
): Promise<unknown> => {
  if (json === undefined)
    return Object.fromEntries((pairs === undefined ? [] : [pairs].flat()).map(pairOf(option)))
  if (pairs !== undefined) throw wrongUsage(`Give either --${option} or --${option}-json.`)
  const text = json === '-' ? await textOf(io.stdin) : json
  try {
    return JSON.parse(text)
  } catch (error) {
    throw wrongUsage(`--${option}-json is not JSON: ${(error as Error).message}`)
  }
}

const pairOf =
  (option: string) =>
  (pair: string): readonly [string, unknown] => {
    const at = pair.indexOf('=')
    if (at < 1) throw wrongUsage(`--${option} takes key=value, not "${pair}".`)
    const [key, text] = [pair.slice(0, at), pair.slice(at + 1)]
    try {
      return [key, JSON.parse(text)]
    } catch {
      return [key, text]
    }
  }
