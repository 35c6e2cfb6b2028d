import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { secretEmpty } from '../errors/upstream.ts'
import type { UpstreamSettings } from '../ports/settings.ts'
import { environment, type Place } from './place.ts'

/** Who may speak for which source. */
export interface WebhookSecrets {
  /** All of them. */
  readonly all: readonly string[]
  /** Whether who knows these secrets may speak for a source. */
  accepts(source: string, known: readonly string[]): boolean
}

const variable = 'GIT_DOC_WEBHOOK_SECRET'

/**
 * The secrets that deliveries are signed with: a source's own, or the general one of a file or the environment. A file may have several, a
 * line each, while one takes the place of another. SECRET_MISSING if one that is needed is empty.
 */
export const webhookSecrets = async (
  { sources }: Pick<UpstreamSettings, 'sources'>,
  file: string | undefined,
  { cwd }: Pick<Place, 'cwd'>,
): Promise<WebhookSecrets> => {
  const env = environment()
  const general =
    file === undefined ? nonEmpty([env[variable]]) : await secretsIn(resolve(cwd, file))
  const own = new Map<string, string>()
  let needsGeneral = Object.keys(sources).length === 0
  for (const [name, { secretEnv }] of Object.entries(sources)) {
    if (secretEnv === undefined) needsGeneral = true
    else {
      const [secret] = nonEmpty([env[secretEnv]])
      if (secret === undefined) throw secretEmpty(`The environment variable ${secretEnv}`)
      own.set(name, secret)
    }
  }
  if (file !== undefined && general.length === 0) throw secretEmpty(file)
  if (needsGeneral && general.length === 0)
    throw secretEmpty(`The environment variable ${variable}`)
  return {
    all: [...new Set([...general, ...own.values()])],
    accepts(source, known) {
      const secret = own.get(source)
      return secret === undefined
        ? known.some(each => general.includes(each))
        : known.includes(secret)
    },
  }
}

const nonEmpty = (texts: readonly (string | undefined)[]): readonly string[] =>
  texts.map(text => text?.trim() ?? '').filter(text => text !== '')

const secretsIn = async (file: string): Promise<readonly string[]> => {
  const text = await readFile(file, 'utf8').catch(error => {
    throw secretEmpty(`${file} (${error.code})`)
  })
  return nonEmpty(text.split('\n'))
}
