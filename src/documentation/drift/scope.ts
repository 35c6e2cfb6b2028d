import { isMarkdown } from '../classify-changes.ts'
import { isInDotFolder } from '../links/scope.ts'
import { isHistoricFile } from '../shapes.ts'

/** Whether a document belongs to the project itself: not generated, vendored or test data. */
export const isChecked = (path: string): boolean =>
  isMarkdown(path) && !strangers.test(path) && !(ofTests.test(path) && !readMe.test(path))

const strangers =
  /(?:^|\/)(?:testdata|(?:__)?fixtures?(?:__)?|(?:__)?snapshots?(?:__)?|golden|vendor|third[_-]party|node_modules|bower_components)\//i

/** In a folder of tests, everything but a README is test data. */
const ofTests = /(?:^|\/)(?:tests?|__tests__|specs?|e2e|test-?data|test-?cases)\//i
const readMe = /(?:^|\/)(?:readme|contributing)[^/]*$/i

/** Whether a line of code reads a document, rather than only naming it. */
export const takesIn = (line: string): boolean =>
  /embed|include|import|require|read|open|load|raw/i.test(line)

/** Whether names in a document are current: not in changelogs and the like, nor in texts that are the same in every project. */
export const namesToday = (path: string): boolean =>
  !isHistoricFile(path) && !standing.test(path) && !isInDotFolder(path)

const standing =
  /(?:^|\/)(?:code_of_conduct|licen[sc]e|security)[^/]*$|(?:^|\/)v\d[^/]*\.\w+$|(?:^|\/)\.changeset\//i

/** Folders at the top and patterns of files that hold no product code: for a walk that need not even look at them. */
export const withoutProduct: readonly string[] = [
  ...'test tests __tests__ testdata fixtures spec docs examples bench benchmarks website dist vendor node_modules'.split(
    ' ',
  ),
  ...['*.md', '*.json', '*.lock', '*.svg', '*.snap', '*.min.js', '*_test.go'],
]

export const markdownPatterns: readonly string[] = ['*.md', '*.mdx', '*.markdown']

/** Whether a file is source code, by its ending. */
export const isCode = (path: string): boolean => source.test(path)

const source =
  /\.(?:[cm]?[jt]sx?|go|rs|pyi?|rb|java|kts?|scala|swift|[ch]|cc|cpp|cxx|hpp|hh|mm|cs|fs|php|p[lm]|lua|exs?|erl|hs|clj|dart|zig|nim|jl|r|sh|bash|zsh|fish|ps1|vue|svelte)$/i
