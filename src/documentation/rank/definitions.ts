const keyword =
  /\b(?:function\s*\*?|class|interface|type|enum|struct|trait|fn|def|func(?:\s*\([^)]*\))?|const|let|var)\s+([A-Za-z_$][\w$]*)/g
/** To look for one is cheap, and most lines have none. */
const anyKeyword =
  /\b(?:function|class|interface|type|enum|struct|trait|fn|def|func|const|let|var)\b/
const member =
  /^\s*(?:(?:export|public|private|protected|static|async|readonly|get|set|declare|abstract)\s+)*['"]?([A-Za-z_$][\w$-]*)['"]?\s*(?:\(|\??:(?!:)|,\s*$)/
const assigned = /^\s*[\w$.]+\.([A-Za-z_$][\w$]*)\s*=(?!=)/
const flag = /(?<=["'`\s,])--[A-Za-z][\w-]+/g

const noNames = new Set(
  'if else for while switch case default return catch function super await throw new try do with'.split(
    ' ',
  ),
)

/**
 * Names that a line of code defines, in a wide sense: declarations, members, keys, flags. Cheaper and more generous than
 * summary/symbols.ts: a wrong name here finds no section.
 */
export const definitionsOn = (line: string): readonly string[] => {
  const names = new Set<string>()
  if (anyKeyword.test(line)) for (const [, name = ''] of line.matchAll(keyword)) names.add(name)
  for (const pattern of [member, assigned]) {
    const name = pattern.exec(line)?.[1]
    if (name !== undefined) names.add(name)
  }
  if (line.includes('--')) for (const name of line.match(flag) ?? []) names.add(name)
  return [...names].filter(name => !noNames.has(name))
}

/** What stands between quotes on a line. */
export const stringsOn = (line: string): readonly string[] =>
  /["'`]/.test(line) ? (line.match(quoted) ?? []) : []

const quoted = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g

/** The column of a line's first character, a tab as four; -1 for an empty line. */
export const indentation = (line: string): number => {
  let column = 0
  for (const character of line) {
    if (character === ' ') column += 1
    else if (character === '\t') column += 4
    else return character === '\r' ? -1 : column
  }
  return -1
}
