import picomatch from 'picomatch'

/** What is wrong with a value, and what to write instead. The value is never repeated: it may be a key in the wrong place. */
export interface Fault {
  readonly what: string
  readonly hint?: string
}

/**
 * What is wrong with a glob, if anything. Paths are from the repository's top, with `/`; `dir/` is everything below it and `!glob`
 * excludes. A pattern that could run for minutes on some file name is refused: the configuration comes with the repository.
 */
export const globFault = (glob: string): Fault | undefined => {
  const pattern = glob.replace(/^!/, '')
  return (
    pathShapeFault(pattern, /\\(?![()[\]{}*?!+@\\])/) ?? syntaxFault(pattern) ?? slowFault(pattern)
  )
}

/** A glob as the rest of git-doc takes it: without `./`, a folder as all below it. */
export const plainGlob = (glob: string): string => {
  const [, taken = '', pattern = ''] = /^(!?)(?:\.\/+)*(.*)$/s.exec(glob) ?? []
  return taken + (pattern.endsWith('/') ? `${pattern}**` : pattern)
}

/** What is wrong with a path inside the repository, if anything. */
export const pathFault = (path: string): Fault | undefined =>
  pathShapeFault(path, /\\/) ??
  (path.endsWith('/') || plainPath(path) === ''
    ? { what: 'names a folder, not a file' }
    : undefined) ??
  (path.split('/').some(part => gitsOwn.test(part))
    ? { what: 'leads into .git', hint: 'What is in there belongs to Git.' }
    : undefined)

/** `.git` in the spellings that file systems of Windows and macOS take for it. */
const gitsOwn = /^(?:\.git|git~1)[. ]*$/i

/** A path without `./` and doubled slashes. */
export const plainPath = (path: string): string =>
  path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')

const pathShapeFault = (path: string, backslash: RegExp): Fault | undefined => {
  if (path.trim() === '') return { what: 'is empty' }
  if (hasControl(path)) return { what: 'has a control character in it' }
  if (/^(?:\/|[a-z]:|\\\\|~\/)/i.test(path))
    return { what: 'is an absolute path', hint: 'Paths are from the top of the repository.' }
  if (path.split(/[/\\]/).includes('..'))
    return {
      what: 'leads out of the repository',
      hint: 'Paths are from the top of the repository, without "..".',
    }
  if (backslash.test(path)) return { what: 'has a backslash', hint: 'Write "/" between folders.' }
  return undefined
}

const hasControl = (text: string): boolean =>
  [...text].some(character => character < ' ' || character === '\u007f')

const syntaxFault = (glob: string): Fault | undefined => {
  const hint = 'To mean a bracket itself, write two backslashes before it: "\\\\(".'
  if (/^\(/.test(glob))
    return {
      what: 'begins with "!(" or "("',
      hint: 'To leave paths out, add a glob of their own: "!CHANGELOG.md".',
    }
  const open = unbalanced(glob)
  if (open) return { what: `has a "${open}" without its pair`, hint }
  try {
    // What matches nothing at all (`/$^/`) is what picomatch makes of a broken pattern.
    if (String(picomatch.makeRe(glob, { dot: true, strictBrackets: true })) !== '/$^/') return
  } catch {}
  return { what: 'is not a valid glob', hint }
}

/** The first bracket that is not closed or not opened. */
const unbalanced = (glob: string): string | undefined => {
  const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
  const open: string[] = []
  for (const [character] of glob.replace(/\\./gs, '').matchAll(/[()[\]{}]/g)) {
    if (open.at(-1) === '[' && character !== ']') continue
    if (pairs[character]) open.push(character)
    else if (pairs[open.pop() ?? ''] !== character) return character
  }
  return open.at(-1)
}

/** Regular expressions backtrack: repeated groups and many wildcards in a row take exponential time on some names. */
const slowFault = (glob: string): Fault | undefined => {
  const bare = glob.replace(/\\./gs, '')
  const hint = 'Say it with several plain globs.'
  if (glob.length > 1000) return { what: 'is longer than 1000 characters', hint }
  if (/[+*]\(/.test(bare)) return { what: 'repeats a group, "+(" or "*("', hint }
  if (/(?:^|[^!?@])\(/.test(bare))
    return {
      what: 'has a "(" without "!", "?" or "@" before it',
      hint: 'To mean a bracket itself, write two backslashes before it: "\\\\(".',
    }
  if (/[)\]}]\+/.test(bare)) return { what: 'repeats a group with "+"', hint }
  if ((bare.match(/[({]/g) ?? []).length > 8) return { what: 'has more than 8 groups', hint }
  if ((bare.match(/\*\*/g) ?? []).length > 4) return { what: 'has more than four "**"', hint }
  const stars = bare.split('/').map(part => (part.match(/\*+/g) ?? []).length)
  if (Math.max(...stars) > 3) return { what: 'has more than three "*" between slashes', hint }
  return undefined
}

/** What is wrong with the message of doc commits, if anything. */
export const messageFault = (message: string): Fault | undefined => {
  if (message.trim() === '') return { what: 'is empty' }
  if (hasControl(message)) return { what: 'must be one line' }
  const unknown = [...message.matchAll(/\{([^{}]*)\}/g)].find(
    ([, name = '']) => !['hash', 'sections', 'subject'].includes(name),
  )
  return unknown
    ? {
        what: `has the unknown placeholder ${unknown[0]}`,
        hint: 'There are {hash}, {sections} and {subject}.',
      }
    : undefined
}

/** What is wrong with the author of doc commits, if anything. */
export const authorFault = (author: string): Fault | undefined =>
  /^[^<>]*[^<>\s][^<>]* <[^<>\s]+>$/.test(author) && !hasControl(author)
    ? undefined
    : { what: 'is not written "Name <email>"', hint: 'For example "git-doc <docs@example.org>".' }

/** What is wrong with an address of an API that has its variables filled in, if anything. */
export const urlFault = (url: string): Fault | undefined => {
  const hint = 'For example "http://localhost:11434/v1".'
  if (!/^https?:\/\/[^\s/?#]/i.test(url) || !URL.canParse(url))
    return { what: 'is not an http or https address', hint }
  const { username, password } = new URL(url)
  return username || password
    ? { what: 'has a user name or password in it', hint: 'A key belongs in llm.api_key.' }
    : undefined
}

/** What is wrong with an API key, if anything: it must fit into a header of HTTP. */
export const keyFault = (key: string): Fault | undefined =>
  /[^\x21-\x7e]/.test(key.trim())
    ? { what: 'has a space or another character that no key has' }
    : undefined
