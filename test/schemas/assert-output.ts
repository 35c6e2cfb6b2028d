import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { jsonSchema, outputs } from './schemas.ts'

const ajv = new Ajv2020({
  strict: true,
  allErrors: true,
  validateFormats: false,
  allowUnionTypes: true,
})
const validators = new Map<string, ValidateFunction>()

const validator = (name: string): ValidateFunction => {
  const known = validators.get(name) ?? ajv.compile(jsonSchema(name, { strict: true }))
  validators.set(name, known)
  return known
}

/** Throws unless what git-doc printed is what its schemas say, without any other field. */
export const assertOutput = (
  words: readonly string[],
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): void => {
  if (words.includes('--help')) return
  if (words.includes('--log') && words[words.indexOf('--log') + 1] === 'json')
    for (const line of linesOf(stderr)) assertValid('log', JSON.parse(line), words)
  const name = schemaOf(words)
  if (name === undefined || stdout === '') return
  const answers = outputs[name]?.lines && !isError(stdout) ? linesOf(stdout) : [stdout]
  for (const answer of answers) {
    const value = JSON.parse(answer)
    assertValid('error' in value ? 'error' : name, value, words)
  }
}

const schemaOf = (words: readonly string[]): string | undefined => {
  const [command = ''] = words
  const isJson =
    words.includes('--json') ||
    (words.join(' ').includes('--format json') && !words.includes('--output'))
  if (command === 'status' && (words.includes('--all') || words.includes('--failed')))
    return isJson ? 'run' : undefined
  if (!isJson) return undefined
  if (words.includes('--no-wait')) return 'request'
  return outputs[command] ? command : 'error'
}

const isError = (stdout: string): boolean => stdout.startsWith('{"schema":1,"error":')

const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean)

const assertValid = (name: string, value: unknown, words: readonly string[]): void => {
  const validate = validator(name)
  if (validate(value)) return
  const faults = validate.errors?.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
  throw new Error(
    `"git-doc ${words.join(' ')}" printed what docs/schemas/${name}.json does not allow:\n${faults?.join('\n')}\n${JSON.stringify(value)}`,
  )
}
