import { checkOne } from '../../releases/check-one.ts'
import type { Pointer } from '../../releases/pointer.ts'
import type { PointerStep } from '../../releases/pointer-history.ts'
import type { PointerTrailers } from '../../releases/pointer-trailers.ts'
import { type Production, readProduction } from '../../releases/production.ts'
import { folderOf } from '../../releases/read.ts'
import { nameOf, type ReleaseName } from '../../releases/release.ts'
import { releaseRules } from '../../releases/rules.ts'
import { reportHash, rulesName, type StagingReport } from '../../releases/staging-report.ts'
import type { ReleaseReading } from './context.ts'
import type { Proof } from './proof.ts'

/** Looks at one change of the pointer, on the tree of its own commit. `released` is what was in production before. */
export const proveStep = async (
  step: PointerStep,
  released: ReadonlyMap<string, string>,
  reading: ReleaseReading,
): Promise<readonly Proof[]> => {
  const { layout, git } = reading
  const { commit, problem, said, changes } = step
  const at = commit.slice(0, 12)
  const file = layout.pointer
  if (problem !== undefined) {
    const message = `In ${at} the pointer cannot be read: ${problem}.`
    return [{ rule: 'verify.pointer-unreadable', level: 'error', message, file, commit }]
  }
  const proofs: Proof[] = []
  if (!said) {
    const message = `${at} changed the pointer without git-doc, so nothing says who asked for it and why.`
    proofs.push({ rule: 'verify.by-hand', level: 'warning', message, file, commit })
  }
  const tree = git.tree(commit)
  const active = activeBefore(step)
  const production: Production = { commit, tree, active, steps: [], released }
  const together = changes.flatMap(({ package: name, to }) =>
    to === undefined ? [] : [{ package: name, version: to }],
  )
  for (const release of together) {
    const folder = folderOf(layout, release)
    const id = await tree.treeOf(folder)
    const about = { file: folder, commit, release: nameOf(release) }
    if (id === undefined) {
      const message = `${at} put ${nameOf(release)} into production, and does not have it.`
      proofs.push({ rule: 'verify.release-missing', level: 'error', message, ...about })
      continue
    }
    const wrong = said && unlikeSaid(release, id, said)
    if (wrong !== undefined)
      proofs.push({
        ...{ rule: 'verify.not-as-said', level: 'error', ...about },
        message: `${at} says of ${nameOf(release)} ${wrong}.`,
      })
    const judge = async (known: Production) => {
      const checked = { layout, production: known, release, tree: id, together }
      const report = await checkOne({ ...checked, findSecrets: reading.findSecrets })
      return judged(report, step, about, rulesName(layout))
    }
    const found = await judge(production)
    // Histories that were merged are no line: what was known there then is asked of Git itself before anything is held against it.
    proofs.push(...(found.length === 0 ? found : await judge(await exactly(step, reading))))
  }
  return proofs
}

/** Production as it was when the change was made; the tree is that of the change, which has all that it names. */
const exactly = async (step: PointerStep, { layout, git }: ReleaseReading): Promise<Production> => {
  const { commit, parents } = step
  const tree = git.tree(commit)
  const [parent] = parents
  const before =
    parent === undefined
      ? undefined
      : await readProduction(parent, layout, git).catch(() => undefined)
  return {
    ...{ commit, tree, active: activeBefore(step), steps: [] },
    released: before?.released ?? new Map(),
  }
}

/** What was in production before the changes of this commit. */
const activeBefore = ({ pointer, changes }: PointerStep): Pointer => {
  const before = new Map(Object.entries(pointer))
  for (const { package: name, from } of changes)
    if (from === undefined) before.delete(name)
    else before.set(name, from)
  return Object.fromEntries(before)
}

/** What the trailers say otherwise, as the end of a sentence. */
const unlikeSaid = (
  release: ReleaseName,
  tree: string,
  { packages }: PointerTrailers,
): string | undefined => {
  const named = packages.find(each => nameOf(each) === nameOf(release))
  if (!named) return 'nothing'
  return named.tree === tree
    ? undefined
    : `that its tree is ${named.tree.slice(0, 12)}, and it is not`
}

const dependencyRules = new Set<string>(
  releaseRules.filter(({ group }) => group === 'dependency').map(({ id }) => id),
)

/** What the rules of today say of it, as far as it was activated by the same ones. */
const judged = (
  report: StagingReport,
  { said, commit }: PointerStep,
  about: Pick<Proof, 'file' | 'commit' | 'release'>,
  rules: string,
): readonly Proof[] => {
  const isSame = said?.rules === rules
  const errors = report.findings.filter(
    ({ level, rule }) =>
      level === 'error' &&
      // A rollback runs no other rules, and may be forced.
      (said?.deed !== 'rollback' || (dependencyRules.has(rule) && said.forced.length === 0)),
  )
  const proofs: Proof[] = errors.map(({ message, rule, file }) => ({
    ...about,
    file,
    rule: 'verify.rules-failed',
    level: isSame || !said ? 'error' : 'warning',
    message: `${about.release} in ${commit.slice(0, 12)}: ${message} [${rule}]${isSame || !said ? '' : ' It was activated by other rules.'}`,
  }))
  const named = said?.packages.find(each => nameOf(each) === about.release)?.report
  if (isSame && named !== undefined && named !== reportHash(report))
    proofs.push({
      ...about,
      rule: 'verify.report-differs',
      level: 'error',
      message: `${about.release} in ${commit.slice(0, 12)} names another report than the rules give.`,
    })
  return proofs
}
