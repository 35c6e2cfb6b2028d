const hashComments =
  /(?:\.(?:py|rb|sh|bash|zsh|ya?ml|toml|pl|r|ex|exs|jl|tf|nix|cfg|conf|mk)|(?:^|\/)(?:Dockerfile|Makefile|[^./]+))$/i
const dashComments = /\.(?:sql|lua|hs|elm)$/i
const noComments = /\.(?:json|txt|csv|tsv)$/i

/**
 * A line of code with its comments blanked, every other character in its place. Only what the line itself shows:
 * a line in the middle of a block comment is known by its star.
 */
export const codeOf = (line: string, path: string): string => {
  if (noComments.test(path)) return line
  if (hashComments.test(path)) return withoutComments(line, /#/y, /^\s*"""/)
  if (dashComments.test(path)) return withoutComments(line, /--/y, undefined)
  return withoutComments(line, /\/\/|\/\*|<!--/y, /^\s*\*(?:\s|\/|$)/)
}

/** Without one of these a line has no comment that begins on it. */
const signs = /\/[/*]|<!--|#|--/

/** Walks a line so that a comment sign inside a string is none. */
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

/** An apostrophe between letters is no quote, and a quote that never closes is none. */
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
