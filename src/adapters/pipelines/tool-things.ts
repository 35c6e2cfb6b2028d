import type { ToolSettings } from '../../ports/tools.ts'
import type { Thing } from '../../ports/trust.ts'
import { wordsIn } from '../process/command-things.ts'
import { repositoryFiles } from '../process/repository-files.ts'

/** What asking the tools of the configuration for their versions would run: their commands, and the files of the repository that these name. */
export const toolThings = async (
  tools: Readonly<Record<string, ToolSettings>>,
  root: string,
): Promise<readonly Thing[]> => {
  const names = Object.keys(tools)
  if (names.length === 0) return []
  const lines = Object.entries(tools).map(
    ([name, { command }]) => `${name} = ${JSON.stringify(command)}`,
  )
  const label = `the commands that say the versions of ${names.join(', ')}`
  const content = `${lines.join('\n')}\n`
  const things = new Map<string, Thing>([
    ['tools', { what: 'command', name: 'tools', label, content }],
  ])
  for (const { command } of Object.values(tools))
    for (const file of await repositoryFiles(wordsIn(command), root)) things.set(file.name, file)
  return [...things.values()]
}
