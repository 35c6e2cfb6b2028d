import type { Finding } from '../finding.ts'
import { type DataFile, type LoadedRelease, plainPath } from '../loaded.ts'
import { lineAt } from '../text/parse.ts'
import { type JsonScan, scanJson } from '../text/scan-json.ts'
import { findingAt, findingIn, type RuleCheck } from './group.ts'

/** Keys that stand twice in one object of JSON: in manifest, schemas and other data, and in blocks of JSON in prompts. */
export const checkKeys: RuleCheck = loaded => {
  const { manifest, manifestFile, schemaFiles, others } = loaded
  const named = new Set(manifest?.artifacts.map(({ path }) => plainPath(path)))
  const isNamed = ({ path }: DataFile): boolean => named.has(path)
  return [
    ...[...(manifestFile ? [manifestFile] : []), ...schemaFiles].flatMap(file => ofFile(file)),
    // What the manifest does not name may be broken on purpose, for a test.
    ...others.flatMap(file => ofFile(file, isNamed(file) ? 'error' : 'warning')),
    ...ofPrompts(loaded),
  ]
}

const hint = 'Remove one of the two, or rename it.'

const ofFile = (file: DataFile, level: Finding['level'] = 'error'): readonly Finding[] =>
  file.twice().map(path =>
    findingAt('data.key-twice', file, path, {
      message: `The key "${path.at(-1)}" stands twice, and only one of the two is read.`,
      hint,
      level,
    }),
  )

const ofPrompts = ({ prompts, release }: LoadedRelease): readonly Finding[] =>
  prompts.flatMap(path => {
    const text = release.files.get(path) ?? ''
    return [...text.matchAll(block)].flatMap(({ 0: whole, 2: json = '', index }) => {
      const { twice, offsets, problem } = scanned(json)
      // An example may leave something out with dots: that is no JSON, and nobody reads it as such.
      if (problem) return []
      const begins = index + whole.indexOf('\n') + 1
      return twice.map(pointer =>
        findingIn('data.key-twice', `${release.folder}/${path}`, {
          message: `In an example, the key ${pointer} stands twice.`,
          line: lineAt(text, begins + (offsets.get(pointer) ?? 0)),
          hint,
        }),
      )
    })
  })

/** What is nested too deep for the scan is no example that anybody reads. */
const scanned = (json: string): JsonScan => {
  try {
    return scanJson(json)
  } catch {
    return { offsets: new Map(), twice: [] }
  }
}

const block = /^[ \t]*(```+|~~~+)[ \t]*json[ \t]*\r?\n([\s\S]*?)^[ \t]*\1/gim
