import type { Clause, Page } from '../markdown/clauses.ts'
import type { Span } from '../markdown/parse.ts'
import type { Region } from '../markdown/regions.ts'

/** Programs with flags of their own: a flag in their commands is theirs. */
const programs = new Set(
  `git gh docker docker-compose podman kubectl helm terraform curl wget npm pnpm yarn bun cargo go pip pip3 poetry uv gem
  bundle brew apt apt-get yum dnf apk pacman choco scoop winget make cmake ninja tar zip unzip gzip ssh scp rsync rm cp mv
  ls cat grep rg sed awk find xargs chmod chown mkdir touch ln kill ps df du systemctl journalctl sudo su java javac mvn
  gradle dotnet php composer ruby perl gcc g++ clang rustc rustup node deno tsc eslint prettier jest vitest mocha ava
  pytest mypy ruff black webpack vite rollup esbuild aws gcloud az psql mysql sqlite3 redis-cli ffmpeg jq`.split(
    /\s+/,
  ),
)

/** Programs that start another one, whose flags follow its name. */
const starters =
  /^(?:npx|bunx|pnpx|uvx|pipx|node|deno|bun|python3?|ruby|php|perl|java|sudo|env|time|nohup|exec)$/

/** Whether a flag at some place belongs to the command of another program, or is said to be one's. */
export const isForeign = (page: Page, clause: Clause, place: Span): boolean => {
  const region = clause.regions.find(({ start, end }) => start <= place.start && place.end <= end)
  if (!region) return true
  if (region.kind === 'fence') return isOthers(commandBefore(page.text, place.start))
  if (region.kind === 'span') {
    const before = page.text.slice(region.start, place.start)
    if (before.trim() !== '') return isOthers(before)
  }
  return clause.regions.some(other => namesProgram(page, other))
}

/** `git push` in a code span, or the bare name of a program that no one takes for a word. */
const namesProgram = ({ text }: Page, { kind, start, end }: Region): boolean => {
  const said = text.slice(start, end)
  if (kind === 'span') return isOthers(`${said} `)
  return (
    kind === 'prose' && /\b(?:git|npm|pnpm|docker|curl|kubectl|cargo|pip)(?:['’]s)?\b/i.test(said)
  )
}

/** What stands before a place in its command, over lines that a backslash joins. */
const commandBefore = (text: string, place: number): string => {
  let start = text.lastIndexOf('\n', place - 1) + 1
  while (start > 1 && /\\\s*$/.test(text.slice(text.lastIndexOf('\n', start - 2) + 1, start - 1))) {
    start = text.lastIndexOf('\n', start - 2) + 1
  }
  return text.slice(start, place)
}

const isOthers = (before: string): boolean => {
  const command = before.split(/\|\|?|&&|;|\$\(|`/).at(-1) ?? ''
  const words = command
    .replace(/^[\s>$%#]+/, '')
    .split(/[\s\\]+/)
    .filter(word => word !== '' && !/^[A-Z_][A-Z\d_]*=/.test(word))
  const [first = '', second] = words
  if (starters.test(first) && second !== undefined) return false
  // After ` -- ` a runner hands everything on: `npm run build -- --flag`.
  return programs.has(first) && !words.includes('--')
}
