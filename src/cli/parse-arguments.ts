import type { CAC } from 'cac'
import { wrongUsage } from '../errors/usage.ts'

// No argument of a process can contain it, and no number begins with it.
const shield = '\0'

/**
 * Parses arguments with the commands and options that are defined. Every value stays the text that was typed: cac would make a
 * number of what looks like one, as a short commit id may (01234567, 1e5). USAGE for an option that is given twice.
 */
export const parseArguments = (cli: CAC, argv: readonly string[]): void => {
  cli.parse(['', '', ...withAlias(argv).map(shielded)], { run: false })
  cli.args = cli.args.map(bared)
  cli.options = Object.fromEntries(
    Object.entries(cli.options).map(([name, value]) => [name, typedValue(name, value)]),
  )
}

/** Other ways to say the same: what people know from other programs, and short names that older documents use. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  '--version': ['version'],
  '-v': ['version'],
  '-V': ['version'],
  'event simulate': ['job', 'simulate'],
  ensure: ['job', 'ensure'],
  hook: ['job', 'hook'],
  'version check': ['upstream', 'check'],
  'version update': ['upstream', 'update'],
  'version watch': ['upstream', 'serve'],
}

const withAlias = (argv: readonly string[]): readonly string[] => {
  if (argv[0] === 'help') return [...argv.slice(1), '--help']
  for (const [alias, words] of Object.entries(aliases)) {
    const length = alias.split(' ').length
    if (argv.slice(0, length).join(' ') === alias) return [...words, ...argv.slice(length)]
  }
  return argv
}

const shielded = (argument: string): string => {
  const [, flag = '', value = ''] = /^(--[^=]+=)?(.*)$/s.exec(argument) ?? []
  const isValue = flag !== '' || !argument.startsWith('-')
  return isValue && Number.isFinite(Number(value)) ? `${flag}${shield}${value}` : argument
}

const bared = (argument: string): string => argument.replace(shield, '')

/** Options that may be given several times. */
const repeatable: ReadonlySet<string> = new Set(['input', 'data', 'gate'])

const typedValue = (name: string, value: unknown): unknown => {
  if (name === '--') return (value as readonly string[]).map(bared)
  if (!Array.isArray(value)) return typeof value === 'string' ? bared(value) : value
  if (repeatable.has(name)) return value.map(each => bared(String(each)))
  const [first] = value
  if (typeof first !== 'string') return first
  const flag = name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
  throw wrongUsage(`--${flag} is given twice.`, 'Leave one of them out.')
}
