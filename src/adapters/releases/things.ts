import type { SyncSettings } from '../../ports/release-settings.ts'
import type { Thing } from '../../ports/trust.ts'
import { repositoryFiles } from '../process/repository-files.ts'
import { splitWords } from '../process/split-words.ts'

/** What telling of a new pointer would run: the command, and the files of the repository that it names. */
export const syncThings = async (
  { command, shell }: Pick<SyncSettings, 'command' | 'shell'>,
  root: string,
): Promise<readonly Thing[]> => {
  if (command === undefined) return []
  const name = 'releases.sync.command'
  const label = typeof command === 'string' ? command : command.join(' ')
  const lines = [
    `command = ${JSON.stringify(command)}`,
    ...(shell ? ['shell = true'] : []),
    'it is told what is in production',
    '',
  ]
  const thing: Thing = { what: 'command', name, label, content: lines.join('\n') }
  const words = typeof command === 'string' ? wordsOf(command) : command
  return [thing, ...(await repositoryFiles(words, root))]
}

/** For a shell, or one that cannot run at all, whatever stands between blanks. */
const wordsOf = (command: string): readonly string[] => {
  try {
    return splitWords(command)
  } catch {
    return command.split(/\s+/)
  }
}
