import { commandInvalid, commandNeedsShell } from '../../errors/processes.ts'

/** One piece of a word, or what separates words. A backslash before a line end joins the lines. */
const piece =
  /'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|\\(?<escaped>[\s\S])|(?<space>[ \t]+)|(?<operator>\r?\n|[|&;<>()])|(?<plain>[^ \t\n'"\\|&;<>()]+)/y

/**
 * Splits a command into words by POSIX quoting. Nothing is expanded: `$HOME`, `*` and `~` stay as they are. COMMAND_INVALID
 * for a quote that is not closed, COMMAND_NEEDS_SHELL for an operator of the shell outside of quotes.
 */
export const splitWords = (command: string): readonly string[] => {
  const text = command.trim()
  if (text.includes('\0')) throw commandInvalid(command, 'it has a NUL character')
  const words: string[] = []
  let word: string | undefined
  const end = () => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  for (piece.lastIndex = 0; piece.lastIndex < text.length; ) {
    const at = piece.lastIndex
    const parts = piece.exec(text)?.groups
    if (!parts) throw commandInvalid(command, fault(text[at]))
    if (parts.operator) throw commandNeedsShell(command, parts.operator.replace('\r', ''))
    if (parts.space !== undefined) end()
    else if (parts.escaped !== '\n') word = `${word ?? ''}${textOf(parts)}`
  }
  end()
  return words
}

const textOf = ({ single, double, escaped, plain }: Record<string, string | undefined>): string =>
  single ??
  double?.replace(/\\([$`"\\\n])/g, (_, character) => (character === '\n' ? '' : character)) ??
  escaped ??
  plain ??
  ''

const fault = (character = ''): string =>
  character === '\\' ? 'nothing follows its last backslash' : `a ${character} is not closed`
