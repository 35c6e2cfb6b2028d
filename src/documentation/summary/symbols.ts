import { remembered } from '../cache.ts'

/** A name that a line of code declares, with its place in the line. */
export interface Declaration {
  readonly name: string
  readonly index: number
  readonly kind: 'name' | 'flag' | 'environment'
  /** Declared by a keyword (`function`, `class`, `def` …) rather than by an assignment or a key. */
  readonly keyword: boolean
  /** Seen from outside its block, as far as the line shows: at the line's start, exported, or a member of something. */
  readonly visible: boolean
}

interface Pattern {
  readonly regex: RegExp
  readonly kind: Declaration['kind']
  readonly keyword?: boolean
  /** Only in files of these kinds. */
  readonly files?: RegExp
}

/** facts/drift.md, "Declaration patterns"; the name is the group `n`. */
const patterns: readonly Pattern[] = [
  {
    kind: 'name',
    keyword: true,
    regex:
      /\b(?:function\s*\*?|class|def|func(?:\s*\([^)]*\))?|type|interface|enum|struct|trait|fn|fun|record|protocol|namespace|module|mod)\s+(?<n>[A-Za-z_$][\w$]*)/dg,
  },
  { kind: 'name', regex: /\b(?:const|let|var|val)\s+(?:mut\s+)?(?<n>[A-Za-z_$][\w$]*)/dg },
  {
    kind: 'name',
    files: /\.[cm]?[jt]sx?$/,
    regex:
      /^\s*(?:(?:public|private|protected|static|readonly|declare|abstract|override|async|get|set|\*)\s*\b)+(?<n>[A-Za-z_$][\w$]*)\s*[(?:=;<!]/dg,
  },
  {
    kind: 'name',
    regex:
      /^\s*(?:export\s+)?(?:(?:this|self|exports|module\.exports|[A-Za-z_$]+\.prototype|[a-z]\w*)\.)?(?<n>[A-Za-z_$][\w$]*)\s*(?:=(?![=>])|:=|\??:(?!:)|(?:async\s*)?\([^()]*\)\s*(?:\{|:|=>))/dg,
  },
  {
    kind: 'name',
    files: /\.(?:java|kt|cs|c|h|cc|cpp|hpp|swift|scala|dart|php)$/,
    keyword: true,
    regex:
      /^\s*(?:(?:public|private|protected|internal|static|final|abstract|override|virtual|inline|async|extern|const|unsigned)\s+)*[\w<>[\],.*&:?]+\s+[*&]?(?<n>[A-Za-z_]\w*)\s*\([^;]*\)\s*(?:\{|throws\b|const\b|$)/dg,
  },
  { kind: 'name', files: /\.go$/, regex: /^\s*(?<n>[A-Z]\w*)\s+[\w[\].*]+(?:\s+`|$)/dg },
  {
    kind: 'name',
    files: /\.go$/,
    regex: /\b(?:yaml|json|mapstructure|toml|koanf|env):"(?<n>[\w-]+)/dg,
  },
  { kind: 'name', regex: /(?:exports|prototype)\.(?<n>[A-Za-z_$][\w$]*)\s*=(?!=)/dg },
  { kind: 'flag', regex: /["'`](?:-\w,? ?\|?)?--(?:\[no-\])?(?<n>[A-Za-z][\w-]+)/dg },
  // A line of a help text: the flag first, its description after at least two spaces.
  {
    kind: 'flag',
    regex: /^\s*(?:-\w(?:,\s?|\s))?--(?:\[no-\])?(?<n>[A-Za-z][\w-]+)[^'"`]*?\s{2,}\S/dg,
  },
  // A case of a shell script.
  {
    kind: 'flag',
    files: /(?:\.(?:sh|bash|zsh)|(?:^|\/)[^./]+)$/,
    regex: /^\s*(?:-\w\s*\|\s*)?--(?<n>[A-Za-z][\w-]+)(?:=\*)?\s*(?:\|\s*-\w\s*)?\)/dg,
  },
  {
    kind: 'flag',
    regex:
      /(?:[Ff]lags?\(\)\.\w+|Flag|[Oo]ption|add_argument|\bflag\.\w+|\bfs\.(?:String|Int|Bool|Duration)\w*)\w*\(\s*(?:&[\w.]+,\s*)?["'`](?:-\w, ?)?-{0,2}(?<n>[A-Za-z][\w-]+)/dg,
  },
  { kind: 'flag', regex: /\blong\s*(?:=\s*|\(\s*)"(?<n>[a-z][\w-]+)"/dg, files: /\.rs$/ },
  // `dryRun: { type: 'boolean' }` in parseArgs, yargs, meow and citty.
  {
    kind: 'flag',
    files: /\.[cm]?[jt]sx?$/,
    regex: /^\s*["']?(?<n>[A-Za-z][\w-]+)["']?:\s*\{\s*type:\s*(?:["']|String|Boolean|Number)/dg,
  },
  {
    kind: 'environment',
    regex:
      /(?:process\.env\.|process\.env\[["']|[Gg]etenv\(["']|LookupEnv\(["']|environ(?:\.get\(|\[)["']|envvar=["']|\benv(?:::var(?:_os)?\(["']|\.)|\bENV\[["'])(?<n>[A-Z][A-Z0-9_]+)/dg,
  },
]

/** Keywords that can stand where a name could. */
const keywords = new Set(
  `if else elif for while do switch case default catch finally try return throw new delete typeof await yield import
  export from as in of with function class const let var def func type interface enum struct async static public
  private protected readonly get set this self super None True False null nil true false undefined not and or is
  lambda pass raise except end then fi done echo local module package use pub fn impl match loop where go defer select
  range constructor`.split(/\s+/),
)

const importing =
  /^\s*(?:import\b|from\s+\S+\s+import|use\s+[\w:]+|#include\b)|\brequire\(|await import\(/

/** The names that a line of code (without its comments) declares; a line that imports declares none. */
export const declarations = (line: string, path: string): readonly Declaration[] =>
  readerFor(path)(line)

type Reader = (line: string) => readonly Declaration[]

/** The readers of lines by the patterns that they use: files of one language have one. */
const readers = new Map<string, Reader>()

const readerFor = remembered(
  (path): Reader => {
    const used = patterns.filter(({ files }) => files?.test(path) ?? true)
    const name = used.map(pattern => patterns.indexOf(pattern)).join()
    const known = readers.get(name)
    if (known) return known
    // The plan and the offline provider look at a line several times over.
    const reader = remembered(line => declared(line, used), { entries: 10_000 })
    readers.set(name, reader)
    return reader
  },
  { entries: 2000 },
)

const declared = (line: string, used: readonly Pattern[]): Declaration[] => {
  if (importing.test(line)) return []
  const found = new Map<string, Declaration>()
  for (const pattern of used) {
    pattern.regex.lastIndex = 0
    // Most patterns are on no line; to read their matches costs several times the look.
    if (!pattern.regex.test(line)) continue
    for (const declaration of matches(line, pattern)) {
      const { name, index, kind } = declaration
      const place = `${kind === 'name' ? '' : kind}${index}`
      if (!keywords.has(name) && !found.has(place)) found.set(place, declaration)
    }
  }
  return [...found.values()].sort((a, b) => a.index - b.index || (a.kind < b.kind ? -1 : 1))
}

const matches = (line: string, { regex, kind, keyword = false }: Pattern): Declaration[] => {
  regex.lastIndex = 0
  return [...line.matchAll(regex)].map(match => {
    const [index = 0] = match.indices?.groups?.n ?? []
    const visible = kind !== 'name' || outermost.test(line) || (!keyword && !local.test(line))
    return { name: match.groups?.n ?? '', index, kind, keyword, visible }
  })
}

const outermost =
  /^(?:\S|\s*(?:export|pub|public|protected|static|def|async\s+def|fun|func|override)\b)/
const local = /^\s+(?:(?:const|let|var|val)\b|[A-Za-z_$][\w$]*\s*(?:=|:=))/

/** How people write a declared name: `--dry-run`, `API_KEY`, `resolveTargets`. */
export const written = ({ name, kind }: Declaration): string =>
  kind === 'flag' ? `--${kebab(name)}` : name

/** `dryRun` as a command line spells it. */
export const kebab = (name: string): string =>
  /[a-z][A-Z]/.test(name) ? name.replace(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase() : name
