import { joined } from '../terms.ts'
import type { VersionChange } from './fact.ts'
import type { Reading } from './lines.ts'
import type { Pair } from './pairs.ts'
import { type ValueChange, valueChange } from './values.ts'

/** Versions that the diff changes from one value to one other: the package's own, and the lowest that a runtime needs. */
export const versions = (reading: Reading): VersionChange[] => {
  const found = reading.pairs.flatMap(pair => versionOf(pair))
  return found.flatMap((change, place) => {
    const same = found.filter(
      other => other.own === change.own && (change.own || other.names[0] === change.names[0]),
    )
    const agree = same.every(({ from, to }) => from === change.from && to === change.to)
    const gone = !change.own || !reading.isThere(change.from)
    if (!agree || !gone || found.indexOf(same[0] as VersionChange) !== place) return []
    return [{ ...change, names: [...new Set(same.flatMap(({ names }) => names))] }]
  })
}

const versionOf = (pair: Pair): VersionChange[] => {
  if (pair.removed.test || pair.ambiguous) return []
  const change = valueChange(pair)
  if (!change) return []
  const { file, number: line } = pair.added
  const fact = ownVersion(pair, change) ?? neededVersion(pair, change)
  return fact ? [{ kind: 'version', ...fact, file, line }] : []
}

type Found = Pick<VersionChange, 'own' | 'names' | 'from' | 'to'>

const version = /^v?(\d+(?:\.\d+)+(?:-[\w.]+)?)$/

/** `"version": "1.2.3"`, `version = "1.2.3"`, `const VERSION = 'v1.2.3'`, `__version__ = "1.2.3"`. */
const ownVersion = (pair: Pair, { from, to, before }: ValueChange): Found | undefined => {
  const was = version.exec(from)?.[1]
  const is = version.exec(to)?.[1]
  if (!was || !is || was.split('.').length < 3) return undefined
  if (
    !/(?:^|[\s"'{,.])_*(?:app|package|pkg|lib|current)?_?version_*["']?\s*(?::\s*\w+\s*)?[:=]\s*["'`]?$/i.test(
      before,
    )
  ) {
    return undefined
  }
  return { own: true, names: packageNames(pair), from: was, to: is }
}

/** The package's name, where it stands beside its version. */
const packageNames = ({ removed }: Pair): string[] => {
  const names = removed.hunk.lines.flatMap(({ text }) => {
    const name = /^\s*["']?name["']?\s*[:=]\s*["']([^"']+)["']/.exec(text)?.[1]
    return name ? [name] : []
  })
  return names.length === 1 ? names : []
}

/** What a manifest calls a runtime, and what people call it. */
const runtimes: readonly (readonly [key: RegExp, names: readonly string[]])[] = [
  [/["']node["']\s*:\s*["']$/, ['node', 'nodejs', 'node.js']],
  [/["']npm["']\s*:\s*["']$/, ['npm']],
  [/["']vscode["']\s*:\s*["']$/, ['vscode', 'vs code', 'visual studio code']],
  [/^go\s+$/, ['go', 'golang']],
  [/\b(?:python_requires|requires-python|python)\s*=\s*["']$/, ['python', 'cpython']],
  [/\brust-version\s*=\s*["']$/, ['rust', 'rustc', 'msrv']],
  [/["']php["']\s*:\s*["']$/, ['php']],
  [/\brequired_ruby_version\s*=\s*["']$/, ['ruby']],
]

/** `"node": ">=18"` and its like: a plain lower bound before and after. */
const neededVersion = (_: Pair, { from, to, before }: ValueChange): Found | undefined => {
  const names = runtimes.find(([key]) => key.test(before))?.[1]
  const was = lowerBound(from)
  const is = lowerBound(to)
  return names && was && is && was !== is
    ? { own: false, names: names.map(joined), from: was, to: is }
    : undefined
}

const lowerBound = (range: string): string | undefined =>
  /^(?:>=|\^)?\s*(\d+(?:\.\d+)*)$/.exec(range.trim())?.[1]
