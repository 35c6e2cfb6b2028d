import { wrongUsage } from '../../errors/usage.ts'
import type { Terminal } from '../terminal.ts'
import { githubLines } from './github.ts'
import { gitlabOf } from './gitlab.ts'
import { junitOf } from './junit.ts'
import { markdownOf } from './markdown.ts'
import type { FindingsReport } from './report.ts'
import { sarifOf } from './sarif.ts'
import { textLines } from './text.ts'

/** The formats in which every command writes what it found. */
export const formats = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'] as const
export type Format = (typeof formats)[number]

/** The options of every command that finds something. */
export interface FindingsOptions {
  readonly json?: boolean
  readonly format?: string
  readonly output?: string
  readonly sarif?: boolean | string
}

/** One report to write; `file` is undefined for standard output. */
interface Writing {
  readonly format: Format
  readonly file: string | undefined
}

/**
 * Writes findings as the options say: to standard output, to a file, or both (a file gets the format that was asked for, and a person
 * the text). USAGE for a format that is not known and for two formats on standard output.
 */
export const writeFindings = async (
  report: FindingsReport,
  options: FindingsOptions,
  terminal: Terminal,
  /** The report of the command as its own JSON object. */
  json: unknown,
  writeFile: (file: string, text: string) => Promise<void>,
): Promise<void> => {
  for (const { format, file } of writingsOf(options)) {
    const lines = linesOf(format, report, terminal, json)
    if (file === undefined) for (const line of lines) terminal.print(line)
    else await writeFile(file, `${lines.join('\n')}\n`)
  }
}

const linesOf = (
  format: Format,
  report: FindingsReport,
  terminal: Terminal,
  json: unknown,
): readonly string[] => {
  switch (format) {
    case 'text':
      return report.text ?? textLines(report, terminal)
    case 'json':
      return [JSON.stringify(json, undefined, 2)]
    case 'sarif':
      return [JSON.stringify(sarifOf(report), undefined, 2)]
    case 'github':
      return githubLines(report)
    case 'gitlab':
      return [JSON.stringify(gitlabOf(report), undefined, 2)]
    case 'junit':
      return [junitOf(report)]
    case 'markdown':
      return [markdownOf(report)]
  }
}

/** Decided before any work is done, so that a wrong option is refused at once. */
export const writingsOf = ({
  json,
  format,
  output,
  sarif,
}: FindingsOptions): readonly Writing[] => {
  const named = formats.find(each => each === format)
  if (format !== undefined && named === undefined)
    throw wrongUsage(`There is no format "${format}".`, `Formats are: ${formats.join(', ')}.`)
  const files: Writing[] = typeof sarif === 'string' ? [{ format: 'sarif', file: sarif }] : []
  const printed = new Set<Format>()
  if (json) printed.add('json')
  if (sarif === true) printed.add('sarif')
  if (named !== undefined) {
    if (output === undefined) printed.add(named)
    else files.push({ format: named, file: output })
  } else if (output !== undefined) {
    throw wrongUsage('--output needs a format.', `Add --format: ${formats.join(', ')}.`)
  }
  const [first = 'text', ...others] = printed
  if (others.length > 0)
    throw wrongUsage(
      `Both ${[...printed].join(' and ')} would go to standard output.`,
      'Send one of them to a file with --output or --sarif <file>.',
    )
  return [...files, { format: first, file: undefined }]
}
