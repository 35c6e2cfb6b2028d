/** One thing that is left to do. */
export interface Todo {
  readonly word: string
  readonly what: string
  /** Whoever the comment names in brackets. */
  readonly who: string
  readonly path: string
  readonly line: number
}

/** Where a comment may begin in a line of code. */
const comment = /(?:^|\s)(?:\/\/+|#+|--|\/?\*+|<!--|;+|%+|"""|''')\s*/

/** The marked comments of a file. A mark counts only where a comment begins with it. */
export const todosIn = (path: string, text: string, words: readonly string[]): readonly Todo[] => {
  const names = words.map(word => word.replace(/[^\w]/g, '\\$&')).join('|')
  const marked = new RegExp(
    `${comment.source}@?(${names})(?![\\w-])(?:\\(([^)]*)\\))?[:\\s-]*(.*?)\\s*(?:\\*/|-->)?\\s*$`,
  )
  return text.split('\n').flatMap((line, at) => {
    const found = line.length < 2000 ? marked.exec(line) : null
    if (!found) return []
    const [, word = '', who = '', what = ''] = found
    return [{ word, who, what, path, line: at + 1 }]
  })
}

/** The report as Markdown: by word, then by file. */
export const reportOf = (
  todos: readonly Todo[],
  words: readonly string[],
  web: string | undefined,
): string => {
  const parts = words.flatMap(word => {
    const own = todos.filter(todo => todo.word === word)
    return own.length === 0
      ? []
      : [`## ${word} (${own.length})\n\n${own.map(each => entryOf(each, web)).join('\n')}`]
  })
  return `${['# Left to do', ...parts].join('\n\n')}\n`
}

const entryOf = ({ what, who, path, line }: Todo, web: string | undefined): string => {
  const place =
    web === undefined
      ? `\`${path}:${line}\``
      : `[${path}:${line}](${web}/${encodeURI(path)}#L${line})`
  const said = what === '' ? 'no words' : what.replace(/[<`|]/g, '\\$&')
  return `- ${said}${who === '' ? '' : ` (${who})`}, ${place}`
}
