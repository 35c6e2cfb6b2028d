import type { Thing } from '../../ports/trust.ts'
import { repositoryFiles } from './repository-files.ts'
import { splitWords } from './split-words.ts'

/** A command of the configuration, and the files of the repository that it names, as things to allow. */
export const commandThings = async (
  { command, shell }: { readonly command: string | readonly string[]; readonly shell: boolean },
  /** The key of the configuration, and what the command is told. */
  { name, told }: { readonly name: string; readonly told: string },
  root: string,
): Promise<readonly Thing[]> => {
  const label = typeof command === 'string' ? command : command.join(' ')
  const lines = [
    `command = ${JSON.stringify(command)}`,
    ...(shell ? ['shell = true'] : []),
    `it is told ${told}`,
    '',
  ]
  const thing: Thing = { what: 'command', name, label, content: lines.join('\n') }
  return [thing, ...(await repositoryFiles(wordsIn(command), root))]
}

/** The words of a command. For a shell, or of one that cannot run at all, whatever stands between blanks. */
export const wordsIn = (command: string | readonly string[]): readonly string[] => {
  if (typeof command !== 'string') return command
  try {
    return splitWords(command)
  } catch {
    return command.split(/\s+/)
  }
}
