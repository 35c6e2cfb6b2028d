import { remembered } from '../cache.ts'

const hashComments =
  /(?:\.(?:py|rb|sh|bash|zsh|ya?ml|toml|pl|r|ex|exs|jl|tf|nix|cfg|conf|mk)|(?:^|\/)(?:Dockerfile|Makefile|[^./]+))$/i
const dashComments = /\.(?:sql|lua|hs|elm)$/i
const noComments = /\.(?:json|txt|csv|tsv)$/i

/**
 * A line of code with its comments blanked, every other character in its place. Only what the line itself shows:
 * a line in the middle of a block comment is known by its star.
 */
export const codeOf = (line: string, path: string): string => {
  const comments = commentsIn(path)
  return comments.sign ? withoutComments(line, comments.sign, comments.whole) : line
}

/** How comments of a language begin, and what a line begins with that is nothing else. */
interface Comments {
  readonly sign?: RegExp
  readonly whole?: RegExp
}

const commentsIn = remembered(
  (path): Comments => {
    if (noComments.test(path)) return {}
    if (hashComments.test(path)) return { sign: /#/y, whole: /^\s*"""/ }
    if (dashComments.test(path)) return { sign: /--/y }
    return { sign: /\/\/|\/\*|<!--/y, whole: /^\s*\*(?:\s|\/|$)/ }
  },
  { entries: 2000 },
)

/** Without one of these a line has no comment that begins on it. */
const signs = /\/[/*]|<!--|#|--/

/** Walks along a line, so that a comment sign inside a string is not taken for a comment. */
const withoutComments = (line: string, sign: RegExp, whole: RegExp | undefined): string => {
  if (whole?.test(line)) return ' '.repeat(line.length)
  if (!signs.test(line)) return line
  let quote = ''
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] as string
    if (quote) {
      if (character === '\\') at += 1
      else if (character === quote) quote = ''
      continue
    }
    if (isQuote(character, line, at)) quote = character
    else if (startsComment(line, at, sign)) return blanked(line, at)
  }
  return line
}

/** An apostrophe between letters is not a quote, and neither is a quote that never closes. */
const isQuote = (character: string, line: string, at: number): boolean =>
  (character === '"' || character === "'" || character === '`') &&
  !(character === "'" && /\w/.test(line[at - 1] ?? '')) &&
  line.indexOf(character, at + 1) > 0

const startsComment = (line: string, at: number, sign: RegExp): boolean => {
  // `//` of an address and `#` inside a word (`$#`, `a#b`) begin no comment.
  if (at > 0 && /[:\w$]/.test(line[at - 1] as string)) return false
  sign.lastIndex = at
  return sign.test(line)
}

/** Blanks a comment from `at` to where it closes, or to the end of the line. */
const blanked = (line: string, at: number): string => {
  const close = line.startsWith('/*', at) ? line.indexOf('*/', at + 2) : -1
  const end = close < 0 ? line.length : close + 2
  const rest = close < 0 ? '' : line.slice(end)
  return line.slice(0, at) + ' '.repeat(end - at) + rest
}
