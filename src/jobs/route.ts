import picomatch from 'picomatch'
import type { JobPart } from '../events/job.ts'

/** A name in a pattern that stands for one folder or file, `:package` in `src/:package/**`. */
const parameter = /:([A-Za-z_]\w*)/g

/** The names of a pattern's parameters, in their order. */
export const parametersIn = (pattern: string): readonly string[] =>
  [...pattern.matchAll(parameter)].map(([, name = '']) => name)

/** Whether a pattern names two things alike, so that nobody could tell which of them is meant. */
export const hasParameterTwice = (pattern: string): boolean => {
  const names = parametersIn(pattern)
  return new Set(names).size < names.length
}

/**
 * The changed files that a job is interested in, in parts: one for each set of parameters. A file belongs to the first pattern
 * that matches it. Without patterns there is one part that has every file.
 */
export const partsOf = (
  patterns: readonly string[],
  files: readonly string[],
): readonly JobPart[] => {
  if (patterns.length === 0) return [{ params: {}, files: [...files] }]
  const routes = patterns.map(routeOf)
  const parts = new Map<string, JobPart>()
  for (const file of files) {
    const params = firstMatch(routes, file)
    if (!params) continue
    const key = JSON.stringify(Object.entries(params).sort())
    const part = parts.get(key) ?? { params, files: [] }
    part.files.push(file)
    parts.set(key, part)
  }
  return [...parts.values()]
}

type Route = (file: string) => Readonly<Record<string, string>> | undefined

const firstMatch = (routes: readonly Route[], file: string): ReturnType<Route> => {
  for (const route of routes) {
    const params = route(file)
    if (params) return params
  }
  return undefined
}

/** Whether a path matches one of some patterns without parameters. */
export const matching = (patterns: readonly string[]): ((path: string) => boolean) => {
  const matches = picomatch([...patterns], { dot: true, windows: false })
  return path => matches(path)
}

/** Picomatch leaves words as they are, so a parameter travels through it as a word. */
const routeOf = (pattern: string): Route => {
  const names = parametersIn(pattern)
  const words = pattern.replace(parameter, (_, name) => wordOf(names.indexOf(name)))
  const { source, flags } = picomatch.makeRe(words, { dot: true, windows: false, nonegate: true })
  const groups = source.replace(/GITDOCPARAMETER(\d+)x/g, '(?<p$1>[^/]+?)')
  const expression = new RegExp(groups, flags)
  return file => {
    const found = expression.exec(file)
    if (!found) return undefined
    return Object.fromEntries(names.map((name, at) => [name, found.groups?.[`p${at}`] ?? '']))
  }
}

const wordOf = (at: number): string => `GITDOCPARAMETER${at}x`

/** The part's name in a run: its parameters, or `all`. */
export const stepOf = ({ params }: JobPart): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join(',') || 'all'
