import { isIndex, parsePointerText, pointerOf } from './json-pointer.ts'
import { type JsonScan, scanJson } from './scan-json.ts'

/** A file of data that was read, with the lines of what is in it. */
export interface Parsed {
  readonly value: unknown
  /** Why it cannot be read, and in which line. */
  readonly problem?: { readonly message: string; readonly line?: number | undefined } | undefined
  /** The line of the value that some names lead to, or of the nearest one around it. */
  readonly lineOf: (path: readonly string[]) => number | undefined
  /** The keys that stand twice in one object, whose first value nobody reads. In YAML that is an error of its own. */
  readonly twice: () => readonly (readonly string[])[]
}

/** Whether a file is one of data, by its name. */
export const isData = (path: string): boolean => /\.(?:json|ya?ml)$/i.test(path)

/** Deeper than people write; the walks over data are recursive. */
const deepest = 200

/** Reads JSON or YAML, by the file's name. */
export const parseData = async (path: string, text: string): Promise<Parsed> => {
  const parsed = /\.json$/i.test(path) ? parseJson(text) : await parseYaml(text)
  if (parsed.problem || !isDeeperThan(parsed.value, deepest)) return parsed
  return unreadable(`it is nested more than ${deepest} levels deep`)
}

const parseJson = (full: string): Parsed => {
  const text = full.replace(/^\ufeff/, '')
  try {
    const value: unknown = JSON.parse(text)
    let scanned: JsonScan | undefined
    const scan = (): JsonScan => {
      scanned ??= scanJson(text)
      return scanned
    }
    return {
      value,
      lineOf: path =>
        nearest(path, each => {
          const offset = scan().offsets.get(pointerOf(each))
          return offset === undefined ? undefined : lineAt(text, offset)
        }),
      twice: () => scan().twice.flatMap(pointer => [parsePointerText(pointer) ?? []]),
    }
  } catch {
    return jsonProblem(text)
  }
}

const jsonProblem = (text: string): Parsed => {
  try {
    const { problem } = scanJson(text)
    if (problem) return unreadable(problem.message, lineAt(text, problem.offset))
  } catch {
    // Too deep for the scan as well: there is no line to show.
  }
  return unreadable('it is not valid JSON')
}

const parseYaml = async (text: string): Promise<Parsed> => {
  const { LineCounter, parseDocument } = await import('./yaml.ts')
  const lineCounter = new LineCounter()
  const lineOfOffset = (offset: number) => lineCounter.linePos(offset).line
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true })
    const [error] = document.errors
    if (error) return unreadable(firstLine(error.message), lineOfOffset(error.pos[0]))
    const value: unknown = document.toJS()
    return {
      value,
      lineOf: path =>
        nearest(path, each => {
          const node = document.getIn(each.map(indexOrName), true) as
            | { range?: readonly number[] | null }
            | undefined
          const offset = node?.range?.[0]
          return offset === undefined ? undefined : lineOfOffset(offset)
        }),
      twice: () => [],
    }
  } catch (error) {
    return unreadable(firstLine(error instanceof Error ? error.message : String(error)))
  }
}

const unreadable = (message: string, line?: number): Parsed => ({
  value: undefined,
  problem: { message, line },
  lineOf: () => undefined,
  twice: () => [],
})

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/[.:\s]+$/, '')

const indexOrName = (name: string): string | number => (isIndex(name) ? Number(name) : name)

/** What is known of a path, or of the longest beginning of it. */
const nearest = (
  path: readonly string[],
  lineOf: (path: readonly string[]) => number | undefined,
): number | undefined => {
  for (let length = path.length; length >= 0; length -= 1) {
    const line = lineOf(path.slice(0, length))
    if (line !== undefined) return line
  }
  return undefined
}

/** The line of a place in a text, from 1. */
export const lineAt = (text: string, offset: number): number => {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1))
    line += 1
  return line
}

const isDeeperThan = (root: unknown, limit: number): boolean => {
  // A set, because aliases of YAML can name one object many times, and even from inside itself.
  let level: ReadonlySet<unknown> = new Set([root])
  for (let depth = 0; level.size > 0; depth += 1) {
    if (depth > limit) return true
    level = new Set([...level].flatMap(objectsIn))
  }
  return false
}

const objectsIn = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).filter(each => typeof each === 'object' && each !== null)
    : []
