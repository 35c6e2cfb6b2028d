import type { Guard, GuardFacts } from './facts.ts'
import { isStandardName, isStandardRoot } from './standard-names.ts'
import { joinedName } from './vocabulary.ts'

const fetches = String.raw`(?:curl|wget|iwr|irm|invoke-webrequest|invoke-restmethod|fetch|http)\b`
const runs = String.raw`(?:sudo\s+)?(?:(?:ba|z|da|k|fi)?sh|python\d?|node|perl|ruby|php|iex|invoke-expression|pwsh|powershell)\b`
const piped = new RegExp(
  String.raw`${fetches}[^\n]*\|\s*${runs}|(?:${runs}|source|\.|eval)\s*(?:-c\s*)?["']?(?:<\(|\$\(|\x60)\s*${fetches}|iex\s*\(`,
  'i',
)

/** Code from elsewhere that runs unseen. */
const pipeToShell: Guard = ({ newLines, old }) => {
  const line = newLines.find(({ text }) => piped.test(text))
  return line && !piped.test(old.text)
    ? {
        rule: 'pipe-to-shell',
        verdict: 'refuse',
        what: `The answer runs what it downloads: "${line.text.slice(0, 80)}".`,
      }
    : undefined
}

/** Commands that fetch a package, an image or a module by its name; the names stand behind. */
const installers =
  /\b(?:(?:npm|pnpm|yarn|bun)\s+(?:i|install|add|create|dlx|x|exec)|npx|bunx|pip[x3]?\s+(?:install|run)|uv\s+(?:add|tool\s+install|pip\s+install)|poetry\s+add|conda\s+install|gem\s+install|bundle\s+add|cargo\s+(?:install|add)|go\s+(?:get|install)|composer\s+require|dotnet\s+add\s+package|nuget\s+install|brew\s+(?:install|tap)|docker\s+(?:pull|run)|podman\s+(?:pull|run)|helm\s+(?:install|repo\s+add)|deno\s+(?:add|install|run)|apt(?:-get)?\s+install|(?:llm|gh\s+extension)\s+install)\s+([^\n|&;#`]+)/gi

/** What code asks for from another package: `import … from`, `require`, `from … import`, `use …::`. */
const modules =
  /(?:\bfrom\s+|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"'.\s/][^"'\s]*)["']|^\s*from\s+([a-z_][\w]*)(?:\.[\w.]+)?\s+import\b|^\s*import\s+([a-z_]\w*)\s*$|^\s*use\s+([a-z_]\w*)::/gim

/** What a file of settings takes in: an action, an image, a gem. */
const settings =
  /^[\s-]*(?:uses:\s*|image:\s*|FROM\s+|gem\s+)["']?([\w.-]+(?:\/[\w./-]+)?)(?=[@:"'\s]|$)/gim

const namesAfter = (words: string): readonly string[] =>
  words
    .split(/\s+/)
    .filter(
      word => /^[@a-z\d][\w@./-]*(?:[=<>~^!:[].*)?$/i.test(word) && !/^\.|^https?:/.test(word),
    )

/** A package's name cut into scope or owner and name, without its version. */
const partsOf = (name: string): readonly string[] =>
  name
    .replace(/(?<=.)@.*$|[=<>~^![:].*$/g, '')
    .replace(/^@|^(?:node|npm|jsr|bun):/, '')
    .split('/')
    .filter(
      part =>
        part !== '' &&
        !/^(?:v\d+|dist|lib|src|cmd|main|github\.com|ghcr\.io|docker\.io|quay\.io)$/.test(part),
    )

const isKnown = ({ own, sources }: GuardFacts, part: string): boolean => {
  const joined = joinedName(part.replace(/\.\w+$/, ''))
  return (
    own.has(joined) ||
    sources.known.has(joined) ||
    isStandardName(joined) ||
    isStandardRoot(part) ||
    /^(?:install|run|latest|python|node|true|false|\d.*|your.*|my.*|some.*|example.*|package.*|name|foo|bar|baz)$/i.test(
      part,
    )
  )
}

const requested = (text: string): readonly string[] => [
  ...[...text.matchAll(installers)].flatMap(([, words = '']) => namesAfter(words)),
  ...[...text.matchAll(settings)].map(([, name = '']) => name),
  ...[...text.matchAll(modules)].map(
    ([, one, two, three, four]) => one ?? two ?? three ?? four ?? '',
  ),
]

/** A package, image or module that nothing here names: it would run on the reader's machine. */
export const unknownInstall: Guard = facts => {
  const text = facts.newLines.map(each => each.text).join('\n')
  const unknown = requested(text).filter(name => {
    const parts = partsOf(name)
    const relevant =
      name.startsWith('@') || /^[\w.-]+\.\w+\//.test(name) ? parts : parts.slice(0, 2)
    return relevant.some(part => !isKnown(facts, part))
  })
  return unknown.length === 0
    ? undefined
    : {
        rule: 'unknown-install',
        verdict: 'ask',
        what: `The answer takes in ${unknown.slice(0, 3).join(', ')}, which nothing here names.`,
        unknown,
      }
}

/** What a reader would run. */
export const installGuards: readonly Guard[] = [pipeToShell, unknownInstall]
