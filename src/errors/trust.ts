import { GitDocError } from './error.ts'
import { visible } from './visible.ts'

type Named = Readonly<Record<'what' | 'name' | 'label', string>>

/** `things` come from the repository's files, and nobody allowed them in this clone. */
export const notAllowed = (things: readonly Named[]) =>
  new GitDocError(
    'NOT_ALLOWED',
    `${things.map(shown).join(', ')} ${things.length > 1 ? 'come' : 'comes'} from the repository and ${things.length > 1 ? 'are' : 'is'} not allowed in this clone.`,
    { hint: 'Look at it and allow it with "git-doc allow".' },
  )

const shown = ({ what, name, label }: Named): string =>
  what === 'command' ? `The command "${short(label)}" (${name})` : `The file ${short(label)}`

const short = (text: string): string => {
  const line = visible(text.replace(/\s+/g, ' '))
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
