import {
  type Finding,
  type Level,
  type PlacedFinding,
  placeFindings,
} from '../../documentation/drift/finding.ts'
import type { Removal } from '../../documentation/drift/gone.ts'
import { elsewhereUsed, isMade, unbuiltFile } from '../../documentation/drift/link-findings.ts'
import { isChecked, namesToday } from '../../documentation/drift/scope.ts'
import { matcher } from '../../documentation/globs.ts'
import { isGitDocError } from '../../errors/error.ts'
import type { CodeHistory, Repository, WorkingTree } from '../../ports/repository.ts'
import type { Mapping } from '../../ports/settings.ts'
import { brokenMarkers, markedFiles } from './check/broken-markers.ts'
import { absentWords, identifierFindings, removedWords } from './check/identifiers.ts'
import { linkChecker } from './check/links.ts'
import { brokenMappings, followingSections, laggingSections } from './check/mapped-sections.ts'
import { commitSnapshot, type Snapshot, workingSnapshot } from './check/snapshot.ts'
import { usersOf } from './check/users.ts'

/** What `check` needs from outside. */
export interface CheckTools {
  readonly repository: Repository
  readonly workingTree: WorkingTree
  readonly history: CodeHistory
  /** Globs of the documents to check; if undefined, every Markdown file. */
  readonly docFiles: readonly string[] | undefined
  readonly mappings: readonly Mapping[]
}

export interface CheckOptions {
  /** The full id of an ancestor of HEAD. Findings that exist there are old. */
  readonly base?: string | undefined
  /** Fingerprints of findings that are old. */
  readonly known?: ReadonlySet<string> | undefined
  /** Warnings block too, not only errors. */
  readonly strict?: boolean
}

/** A finding, and whether it is old. */
export interface Reported extends PlacedFinding {
  readonly old: boolean
}

export interface CheckReport {
  /** `drifted`: a new finding blocks. `undecided`: none does, but a rule that could have blocked was skipped. */
  readonly verdict: 'clean' | 'drifted' | 'undecided'
  readonly documents: number
  readonly findings: readonly Reported[]
  /** Rules that were skipped because part of the history is missing, each with the reason. */
  readonly skipped: readonly { readonly rule: Finding['rule']; readonly reason: string }[]
}

/**
 * Finds things that the documents in the working tree name but the tree does not have. It takes no lock, needs no log,
 * and writes nothing.
 */
export const check = async (tools: CheckTools, options: CheckOptions): Promise<CheckReport> => {
  const { repository, workingTree, history, docFiles, mappings } = tools
  const snapshot = await workingSnapshot(workingTree)
  const { commit: head } = await repository.head()
  const documents = documentsOf(snapshot, docFiles)
  const skipped: { rule: Finding['rule']; reason: string }[] = []
  const past = pastOf(await history.missing(), head, skipped)

  const [names, links] = await Promise.all([
    past('identifier', from => namesOf(tools, snapshot, documents, from)),
    linksOf(snapshot, documents, workingTree),
  ])
  const marked = await markedFiles(workingTree)
  const following = await followingSections(snapshot, documents, mappings)
  const lagging =
    following.length > 0 &&
    (await past('mapped-section', from => laggingSections(following, repository, history, from)))
  const placed = await placeAll(
    [
      ...links,
      ...(names?.findings ?? []),
      ...(await brokenMappings(snapshot, mappings)),
      ...(await brokenMarkers(snapshot, marked)),
      ...(lagging || []),
    ],
    snapshot,
  )
  const isOld = await oldOnes(tools, options, placed, names?.removed ?? new Map())
  const findings = placed.map(finding => ({ ...finding, old: isOld(finding) }))
  return {
    verdict: verdictOf(findings, skipped, options.strict ?? false),
    documents: documents.length,
    findings,
    skipped,
  }
}

const documentsOf = ({ files }: Snapshot, docFiles: readonly string[] | undefined): string[] => {
  const isWanted = docFiles ? matcher(docFiles) : () => true
  return [...files.paths].filter(path => isChecked(path) && isWanted(path)).sort()
}

/** Runs a rule that needs the history, or records why it was skipped. */
const pastOf =
  (
    missing: string | undefined,
    head: string | undefined,
    skipped: { rule: Finding['rule']; reason: string }[],
  ) =>
  async <Value>(
    rule: Finding['rule'],
    ask: (from: string) => Promise<Value>,
  ): Promise<Value | undefined> => {
    if (head === undefined) return undefined
    try {
      if (missing === undefined) return await ask(head)
      skipped.push({ rule, reason: `this is a ${missing}, so part of the history is missing` })
    } catch (error) {
      if (!isGitDocError(error)) throw error
      skipped.push({ rule, reason: error.message })
    }
    return undefined
  }

const namesOf = async (
  { repository, history }: CheckTools,
  snapshot: Snapshot,
  documents: readonly string[],
  head: string,
) => {
  const absent = await absentWords(snapshot, documents.filter(namesToday))
  const removed = await removedWords(absent, history, head)
  const findings = await identifierFindings(snapshot, repository, history, absent, removed)
  return { findings, removed }
}

const linksOf = async (
  snapshot: Snapshot,
  documents: readonly string[],
  workingTree?: WorkingTree,
): Promise<readonly Finding[]> => {
  const checkLinks = linkChecker(snapshot)
  const dead = []
  for (const file of documents)
    dead.push(...(await checkLinks(file, (await snapshot.text(file)) ?? '')))
  const paths = [...new Set(dead.flatMap(({ path }) => path || []))]
  const ignored = (await workingTree?.ignored(paths)) ?? new Set()
  const users = await usersOf(snapshot, new Set(dead.map(({ finding }) => finding.file)))
  return dead.map(({ finding, path }) => {
    if (path !== undefined && (isMade(path) || ignored.has(path))) return unbuiltFile(finding)
    const user = users.get(finding.file)
    return user === undefined ? finding : elsewhereUsed(finding, user)
  })
}

const placeAll = async (
  findings: readonly Finding[],
  { text }: Snapshot,
): Promise<PlacedFinding[]> => {
  const placed: PlacedFinding[] = []
  for (const file of [...new Set(findings.map(finding => finding.file))].sort()) {
    const own = findings.filter(finding => finding.file === file)
    placed.push(...placeFindings(own, (await text(file)) ?? ''))
  }
  return placed
}

/**
 * Which findings are old: in the baseline, or present at the base commit. At the base it reads only documents with
 * findings.
 */
const oldOnes = async (
  { repository, mappings }: CheckTools,
  { base, known }: CheckOptions,
  placed: readonly PlacedFinding[],
  removed: ReadonlyMap<string, Removal>,
): Promise<(finding: PlacedFinding) => boolean> => {
  if (base === undefined) return ({ fingerprint }) => known?.has(fingerprint) ?? false
  const snapshot = await commitSnapshot(repository, base)
  const files = [...new Set(placed.map(({ file }) => file))].filter(file =>
    snapshot.files.has(file),
  )
  const broken = [
    ...(await brokenMappings(snapshot, mappings)),
    ...(await brokenMarkers(snapshot, files)),
  ]
  const before = await placeAll([...(await linksOf(snapshot, files)), ...broken], snapshot)
  const old = new Set([...(known ?? []), ...before.map(({ fingerprint }) => fingerprint)])
  for (const finding of placed) {
    const removal = finding.rule === 'identifier' ? removed.get(finding.what) : undefined
    if (!removal || !(await repository.contains(base, removal.commit))) continue
    const text = (await snapshot.text(finding.file)) ?? ''
    if (text.includes(finding.what)) old.add(finding.fingerprint)
  }
  return ({ fingerprint }) => old.has(fingerprint)
}

const verdictOf = (
  findings: readonly Reported[],
  skipped: CheckReport['skipped'],
  strict: boolean,
): CheckReport['verdict'] => {
  const blocking: readonly Level[] = strict ? ['error', 'warning'] : ['error']
  if (findings.some(({ level, old }) => !old && blocking.includes(level))) return 'drifted'
  return strict && skipped.some(({ rule }) => rule === 'identifier') ? 'undecided' : 'clean'
}
