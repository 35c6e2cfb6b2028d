import type { Settings } from '../../ports/settings.ts'
import type { Thing } from '../../ports/trust.ts'
import { repositoryFiles } from '../process/repository-files.ts'

/**
 * What the key commands of the settings would run: each command with the address that its key goes to, and the files of
 * the repository that it names. `providers` restricts it to some tables.
 */
export const keyThings = async (
  llm: Settings['llm'],
  root: string,
  providers: readonly string[] = Object.keys(llm.providers),
): Promise<readonly Thing[]> => {
  const things = new Map<string, Thing>()
  for (const provider of providers) {
    const table = llm.providers[provider]
    const { apiKeyCommand: command } = table ?? {}
    if (!table || !command) continue
    const name = `llm.providers.${provider}.api_key_command`
    const address = (provider === llm.provider ? llm.baseUrl : undefined) ?? table.baseUrl
    const content = [
      `command = ${JSON.stringify(command)}`,
      ...(table.apiKeyEnv ? [`environment = ${JSON.stringify(table.apiKeyEnv)}`] : []),
      `the key goes to ${address === undefined ? `the address of ${table.kind}` : addressOf(address)}`,
      '',
    ].join('\n')
    things.set(name, { what: 'command', name, label: command.join(' '), content })
    for (const file of await repositoryFiles(command, root)) things.set(file.name, file)
  }
  return [...things.values()]
}

/** The names of the providers that may be asked. */
export const askedProviders = ({ provider, fallbacks, providers }: Settings['llm']): string[] =>
  [provider, ...fallbacks].map(text =>
    Object.hasOwn(providers, text) ? text : text.trim().replace(/:.*$/s, ''),
  )

/** Without a user's name, a password or a query, which may be secret. */
const addressOf = (url: string): string => {
  if (!URL.canParse(url)) return url
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
