import type { Diff, FileChange } from '../ports/diff.ts'
import { remembered, rememberedByObject } from './cache.ts'
import { matcher } from './globs.ts'

/** What the settings and ignore files say of paths. */
export interface ClassifySettings {
  /** Globs of the documents, beside Markdown of any name. */
  readonly docFiles: readonly string[]
  /** Globs of paths that never concern documentation, on top of the built-in ones; `!glob` takes one back. */
  readonly ignore: readonly string[]
  /** Paths that `.gitignore` or `.git-doc/ignore` name. */
  readonly ignored: ReadonlySet<string>
}

/** The code that a commit changed, or why nothing is to be done for it. */
export type Classified =
  | { readonly code: FileChange[] }
  | {
      readonly skip: {
        readonly reason: 'docs-only' | 'ignored-paths' | 'no-changes'
        readonly detail: string
      }
    }

const areAlike = (one: ClassifySettings, other: ClassifySettings): boolean =>
  one.docFiles === other.docFiles &&
  one.ignore === other.ignore &&
  one.ignored.size === other.ignored.size &&
  [...one.ignored].every(path => other.ignored.has(path))

/**
 * Sorts a commit's changes into the code that a document may have to follow, or says why there is none (SPEC B10, C6).
 * The same diff gives the same array of code, by which others keep what they read of it.
 */
export const classifyChanges = rememberedByObject(
  (diff: Diff, settings: ClassifySettings): Classified => {
    const kinds = sort(diff, settings)
    const changed = kinds.code.filter(({ status, hunks }) => status !== 'mode' || hunks.length > 0)
    if (changed.length > 0) return { code: changed }
    if (kinds.documents.length > 0) return { skip: documentsOnly(kinds) }
    if (kinds.code.length > 0) return { skip: modesOnly(kinds) }
    if (kinds.ignored.length > 0) return { skip: ignoredOnly(kinds) }
    return { skip: { reason: 'no-changes', detail: 'The commit changes no files.' } }
  },
  areAlike,
)

/** Markdown is documentation wherever it lies. */
export const isMarkdown = (path: string): boolean =>
  /\.(?:md|mdx|markdown|mdown|mkdn?)$/i.test(path)

/** Tests, fixtures, examples and benchmarks use a program; they do not say what it is. */
export const isTest = remembered(path => testPath.test(path), { entries: 2000 })

/** Lock files, vendored and generated files: made by tools or by others. */
export const isBuiltInIgnored = (path: string): boolean =>
  builtIn.some(([, globs]) => matcher(globs)(path))

/** What documents describe: neither tests nor what stands in files and folders with a dot, which serve the people at work. */
export const isProduct = (path: string): boolean => !isTest(path) && !/(?:^|\/)\.[^/.]/.test(path)

const testPath =
  /(?:^|\/)(?:tests?|__tests__|testdata|specs?|e2e|fixtures?|__fixtures__|__mocks__|__snapshots__|examples?|bench|benchmarks?)\/|(?:^|\/)(?:test|conftest)\.\w+$|[._-](?:test|spec)s?\.\w+$|(?:^|\/)test_[^/]*\.py$/i

/** Paths that are made by tools or by others, each with what it is. */
const builtIn: readonly (readonly [what: string, globs: readonly string[]])[] = [
  ['git-doc’s own', ['.git-doc/**']],
  [
    'lock file',
    [
      '**/package-lock.json',
      '**/npm-shrinkwrap.json',
      '**/yarn.lock',
      '**/pnpm-lock.yaml',
      '**/bun.lock',
      '**/bun.lockb',
      '**/deno.lock',
      '**/Cargo.lock',
      '**/go.sum',
      '**/go.work.sum',
      '**/poetry.lock',
      '**/Pipfile.lock',
      '**/uv.lock',
      '**/pdm.lock',
      '**/Gemfile.lock',
      '**/composer.lock',
      '**/mix.lock',
      '**/pubspec.lock',
      '**/Podfile.lock',
      '**/Package.resolved',
      '**/packages.lock.json',
      '**/gradle.lockfile',
      '**/flake.lock',
      '**/.terraform.lock.hcl',
    ],
  ],
  [
    'vendored',
    [
      '**/node_modules/**',
      '**/bower_components/**',
      '**/jspm_packages/**',
      '**/vendor/**',
      '**/third_party/**',
      '**/third-party/**',
      '**/.yarn/**',
      '**/Pods/**',
    ],
  ],
  [
    'generated',
    [
      '**/dist/**',
      '**/coverage/**',
      '**/__pycache__/**',
      '**/.next/**',
      '**/.nuxt/**',
      '**/__snapshots__/**',
      '**/*.snap',
      '**/*.min.js',
      '**/*.min.mjs',
      '**/*.min.css',
      '**/*.map',
      '**/*.generated.*',
      '**/*_generated.*',
      '**/generated/**',
      '**/__generated__/**',
      '**/*.g.dart',
      '**/*.pb.go',
      '**/*_pb2.py',
      '**/*_pb2_grpc.py',
      '**/*.pb.{cc,h}',
      '**/*.pyc',
      '**/*.tsbuildinfo',
    ],
  ],
]

interface Sorted {
  readonly code: FileChange[]
  readonly documents: string[]
  readonly ignored: { readonly path: string; readonly why: string }[]
}

const sort = (diff: Diff, settings: ClassifySettings): Sorted => {
  const ignoredWhy = ignoring(settings)
  const configured = matcher(settings.docFiles)
  const isDocument = (path: string) => isMarkdown(path) || configured(path)
  const sorted: Sorted = { code: [], documents: [], ignored: [] }
  for (const change of diff) {
    // A move out of an ignored folder, or of a document into code, is a change of code: either side counts.
    const sides =
      change.status === 'renamed' ? [change.path, change.from ?? change.path] : [change.path]
    const why = ignoredWhy(change.path)
    if (sides.every(ignoredWhy) && why) sorted.ignored.push({ path: change.path, why })
    else if (sides.every(side => isDocument(side) || ignoredWhy(side))) {
      sorted.documents.push(change.path)
    } else sorted.code.push(change)
  }
  return sorted
}

/** Says why a path is ignored, if it is. */
const ignoring = ({ ignore, ignored }: ClassifySettings) => {
  const takenBack = ignore.filter(glob => glob.startsWith('!'))
  const rules = builtIn.map(([what, globs]) => [what, matcher([...globs, ...takenBack])] as const)
  const configured = matcher(ignore)
  return (path: string): string | undefined => {
    const rule = rules.find(([, matches]) => matches(path))
    if (rule) return rule[0]
    if (configured(path)) return 'ignore in the configuration'
    return ignored.has(path) ? 'named by an ignore file' : undefined
  }
}

const documentsOnly = ({ documents, ignored }: Sorted) => ({
  reason: 'docs-only' as const,
  detail: `Only documents changed: ${some(documents)}${
    ignored.length > 0 ? `; ${some(ignored.map(reasoned))} ${are(ignored)} ignored` : ''
  }.`,
})

const modesOnly = ({ code }: Sorted) => ({
  reason: 'no-changes' as const,
  detail: `It changes only file modes: ${some(code.map(({ path }) => path))}.`,
})

const ignoredOnly = ({ ignored }: Sorted) => ({
  reason: 'ignored-paths' as const,
  detail: `Only ignored paths changed: ${some(ignored.map(reasoned))}.`,
})

const are = (list: readonly unknown[]): string => (list.length === 1 ? 'is' : 'are')

const reasoned = ({ path, why }: Sorted['ignored'][number]): string => `${path} (${why})`

/** The first few of a list, and how many more there are. */
const some = (names: readonly string[]): string => {
  const shown = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown
}
