import type { GitDocError } from '../../../errors/error.ts'
import { templateInvalid } from '../../../errors/templates.ts'
import type { TemplateSource } from '../../../ports/templates.ts'

/** Where Nunjucks says that something is wrong: each template on the way there is a line of its message. */
const place =
  /^\s*(?:Template render error: |Error: )*\((.+?)\)(?: \[Line (\d+)(?:, Column (\d+))?\])?/

/** What is wrong with a template, with file and line as far as Nunjucks knows them. */
export const templateFault = (
  name: string,
  error: unknown,
  files: readonly TemplateSource[],
): GitDocError => {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n')
  const last = lines.findLast(line => place.test(line))
  const [, path, line, column] = (last && place.exec(last)) ?? []
  const what = lines
    .map(each => each.replace(place, '').trim())
    .filter(Boolean)
    .join(' ')
    .replace(/^(?:Template render error: |Error: )+/, '')
    .slice(0, 500)
  const known = files.find(file => file.path === path)
  const where = known && path ? [path, line, column].filter(Boolean).join(':') : undefined
  const said = /attempted to output null or undefined/.test(what)
    ? `there is no value for ${expressionAt(known, line)}`
    : what.replace(/^template not found: (.*)$/, 'there is no template $1')
  return templateInvalid(
    name,
    where ? `${where}: ${said}` : said,
    undefined,
    /no value for/.test(said)
      ? 'Give the value as data, or write a default: {{ name | default("") }}.'
      : undefined,
  )
}

/** The expressions of a line, for a person who looks for the one without a value. */
const expressionAt = (file: TemplateSource | undefined, line: string | undefined): string => {
  const text = file?.text.split('\n')[Number(line) - 1] ?? ''
  const expressions = [...text.matchAll(/\{\{-?\s*(.*?)\s*-?\}\}/g)].map(([, each]) => each)
  return expressions.length > 0 ? expressions.join(' or ') : 'an expression'
}
