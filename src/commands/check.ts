import { matcher } from '../documentation/concern.ts'
import { type Finding, type Level, type Told, tell } from '../documentation/drift/finding.ts'
import type { Removal } from '../documentation/drift/gone.ts'
import { elsewhereUsed, isMade, unbuiltFile } from '../documentation/drift/links.ts'
import { isChecked, namesToday } from '../documentation/drift/scope.ts'
import { isGitDocError } from '../errors.ts'
import type { CodeHistory, Repository, WorkingTree } from '../ports/repository.ts'
import type { Mapping } from '../ports/settings.ts'
import { absentWords, identifierFindings, removedWords } from './check/identifiers.ts'
import { linkChecker } from './check/links.ts'
import { followingSections, laggingSections } from './check/mapped-sections.ts'
import { commitSnapshot, type Snapshot, workingSnapshot } from './check/snapshot.ts'
import { usersOf } from './check/users.ts'

/** What `check` is given of the outside. */
export interface CheckTools {
  readonly repository: Repository
  readonly workingTree: WorkingTree
  readonly history: CodeHistory
  /** Globs of the documents to look at; every Markdown file if nobody has said. */
  readonly docFiles: readonly string[] | undefined
  readonly mappings: readonly Mapping[]
}

export interface CheckOptions {
  /** The commit whose findings are old: the full id of one in HEAD's past. */
  readonly base?: string | undefined
  /** Fingerprints of findings that are old. */
  readonly known?: ReadonlySet<string> | undefined
  /** Warnings block as errors do. */
  readonly strict?: boolean
}

/** A finding, and whether it was there before. */
export interface Reported extends Told {
  readonly old: boolean
}

export interface CheckReport {
  /** `drifted`: something new blocks; `undecided`: nothing does, but a rule that could have blocked could not be asked. */
  readonly verdict: 'clean' | 'drifted' | 'undecided'
  readonly documents: number
  readonly findings: readonly Reported[]
  /** Rules that could not look at the past, each with the reason. */
  readonly skipped: readonly { readonly rule: Finding['rule']; readonly reason: string }[]
}

/** Looks at the documents of the working tree for what they name and is not there. Takes no lock, needs no log, writes nothing. */
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
  const following = await followingSections(snapshot, documents, mappings)
  const lagging =
    following.length > 0 &&
    (await past('mapped-section', from => laggingSections(following, repository, history, from)))
  const told = await tellAll([...links, ...(names?.findings ?? []), ...(lagging || [])], snapshot)
  const isOld = await oldOnes(tools, options, told, names?.removed ?? new Map())
  const findings = told.map(finding => ({ ...finding, old: isOld(finding) }))
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

/** Asks a rule about the past, or notes why it cannot be asked. */
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
      skipped.push({ rule, reason: `this is a ${missing}: the history is not all here` })
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

const tellAll = async (findings: readonly Finding[], { text }: Snapshot): Promise<Told[]> => {
  const told: Told[] = []
  for (const file of [...new Set(findings.map(finding => finding.file))].sort()) {
    const own = findings.filter(finding => finding.file === file)
    told.push(...tell(own, (await text(file)) ?? ''))
  }
  return told
}

/** Whether a finding was there before: in the baseline, or at the base, of which only documents with findings are read. */
const oldOnes = async (
  { repository }: CheckTools,
  { base, known }: CheckOptions,
  told: readonly Told[],
  removed: ReadonlyMap<string, Removal>,
): Promise<(finding: Told) => boolean> => {
  if (base === undefined) return ({ fingerprint }) => known?.has(fingerprint) ?? false
  const snapshot = await commitSnapshot(repository, base)
  const files = [...new Set(told.map(({ file }) => file))].filter(file => snapshot.files.has(file))
  const before = await tellAll(await linksOf(snapshot, files), snapshot)
  const old = new Set([...(known ?? []), ...before.map(({ fingerprint }) => fingerprint)])
  for (const finding of told) {
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
