import { evidenceInvalid } from '../../errors/pipelines.ts'
import { type Receipt, readReceipt } from '../../events/receipt.ts'
import { isConsistent, PipelineEvidence } from '../../pipelines/evidence.ts'
import { madeBy } from '../../pipelines/plan.ts'
import type { EventLog } from '../../ports/log.ts'
import type { PipelineSettings } from '../../ports/pipeline-settings.ts'
import type { PipelineTools } from '../../ports/pipelines.ts'
import type { Receipts } from '../../ports/receipts.ts'
import { readEvidence } from './evidence.ts'

/** One thing that evidence says: it is so, it is not, or nobody can tell here. */
export interface CheckedClaim {
  readonly what: string
  readonly result: 'same' | 'differs' | 'unknown'
  readonly detail: string
}

export interface VerifyTools {
  readonly root: string
  readonly log: EventLog
  readonly tools: PipelineTools
  readonly receipts: Pick<Receipts, 'notes'>
  readonly pipelines: Readonly<Record<string, PipelineSettings>>
  /** Where the evidence itself is, from the root: it was written after the gates. */
  readonly evidenceFile?: string | undefined
}

/** The evidence in a file's text. EVIDENCE_INVALID. */
export const parseEvidence = (file: string, text: string): PipelineEvidence => {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw evidenceInvalid(file, 'it is not JSON.')
  }
  const { success, data: evidence, error } = PipelineEvidence.safeParse(data)
  if (success) return evidence
  const [issue] = error.issues
  throw evidenceInvalid(file, `${issue?.path.join('.') || 'it'}: ${issue?.message}.`)
}

/** Computes again what evidence says, as far as this clone can: verdicts, artifacts, tree, and what log or receipts say. */
export const verifyEvidence = async (
  evidence: PipelineEvidence,
  tools: VerifyTools,
): Promise<readonly CheckedClaim[]> => [
  verdictsClaim(evidence),
  ...(await artifactClaims(evidence, tools)),
  await treeClaim(evidence, tools),
  await logClaim(evidence, tools),
]

const claim = (what: string, result: CheckedClaim['result'], detail: string): CheckedClaim => ({
  ...{ what, result, detail },
})

const verdictsClaim = (evidence: PipelineEvidence): CheckedClaim =>
  isConsistent(evidence)
    ? claim('verdicts', 'same', `A run with these gates is ${evidence.state}.`)
    : claim('verdicts', 'differs', `A run with these gates cannot be ${evidence.state}.`)

/** Of files that several gates list, the last one that ended made them as they are. */
const artifactClaims = async (
  { run, clean, gates }: PipelineEvidence,
  { root, tools }: VerifyTools,
): Promise<readonly CheckedClaim[]> => {
  const at = clean ? await tools.checkout(run) : root
  const ordered = gates.toSorted((one, other) =>
    (one.endedAt ?? '') < (other.endedAt ?? '') ? -1 : 1,
  )
  const expected = new Map(
    ordered.flatMap(({ artifacts }) => artifacts.map(({ path, sha256 }) => [path, sha256])),
  )
  const claims: CheckedClaim[] = []
  for (const [path = '', sha256] of expected) {
    const what = `artifact ${path}`
    const found = at === undefined ? undefined : await tools.hash(at, path)
    if (at === undefined) claims.push(claim(what, 'unknown', 'The fresh checkout is gone.'))
    else if (found === undefined) claims.push(claim(what, 'unknown', 'It is not here.'))
    else if (found === sha256) claims.push(claim(what, 'same', `Its SHA-256 is ${sha256}.`))
    else claims.push(claim(what, 'differs', `Its SHA-256 is ${found}, not ${sha256}.`))
  }
  return claims
}

const treeClaim = async (
  { commit, tree, clean, pipeline }: PipelineEvidence,
  { root, tools, pipelines, evidenceFile }: VerifyTools,
): Promise<CheckedClaim> => {
  if (tree === undefined) return claim('tree', 'unknown', 'The run never came to its gates.')
  const committed = await tools.treeOf(commit).catch(() => undefined)
  if (committed === tree) return claim('tree', 'same', `It is the tree of ${commit.slice(0, 8)}.`)
  if (committed === undefined) return claim('tree', 'unknown', `${commit.slice(0, 8)} is not here.`)
  if (clean)
    return claim(
      'tree',
      'differs',
      `The tree of ${commit.slice(0, 8)} is ${committed}, not ${tree}.`,
    )
  const settings = Object.hasOwn(pipelines, pipeline) ? pipelines[pipeline] : undefined
  const now = await tools.state(root, [
    ...(settings ? madeBy(settings) : []),
    ...(evidenceFile === undefined ? [] : [evidenceFile.replace(/[\\*?[\]{}()!+@|]/g, '\\$&')]),
  ])
  if (now.tree === tree) return claim('tree', 'same', 'It is the tree of the files as they are.')
  const detail = `The files were not those of ${commit.slice(0, 8)}, and are others now.`
  return claim('tree', 'unknown', detail)
}

/** The log, if the run is in it; or else a receipt, which another clone may have written. */
const logClaim = async (evidence: PipelineEvidence, tools: VerifyTools): Promise<CheckedClaim> => {
  const { log } = tools
  const { position } = await log.head()
  const isOurs = position > 0 && (await log.chain(1)) === evidence.log.id
  if (!isOurs) return receiptClaim(evidence, tools)
  const own = await readEvidence(evidence.run, tools).catch(() => undefined)
  if (!own) return claim('log', 'differs', 'This log has no such run.')
  const without = ({ tools: _, ...rest }: PipelineEvidence) => JSON.stringify(sorted(rest))
  if (without(own) === without(evidence))
    return claim('log', 'same', 'The log of this clone says the same.')
  if (own.log.version !== evidence.log.version)
    return claim('log', 'unknown', 'The run went on after this evidence was written.')
  const keys = Object.keys(own) as (keyof PipelineEvidence)[]
  const others = keys.filter(
    key =>
      key !== 'tools' && JSON.stringify(sorted(own[key])) !== JSON.stringify(sorted(evidence[key])),
  )
  return claim('log', 'differs', `The log has other values: ${others.join(', ')}.`)
}

/** The same value with the keys of its objects in one order, as a file may have them in another. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}

const receiptClaim = async (
  { run, commit, tree, state, gates, log }: PipelineEvidence,
  { receipts }: VerifyTools,
): Promise<CheckedClaim> => {
  const found: Receipt[] = []
  for await (const { lines } of receipts.notes([commit]))
    found.push(...lines.flatMap(line => readReceipt(line) ?? []))
  const receipt = found.find(each => each.run === run && each.log === log.id)
  if (!receipt)
    return claim(
      'log',
      'unknown',
      'The run is of another clone, and there is no receipt of it here.',
    )
  const hashes = gates.flatMap(({ output, artifacts }) => [
    ...(output ? [output.sha256] : []),
    ...artifacts.map(({ sha256 }) => sha256),
  ])
  const isSame =
    receipt.chain === log.chain &&
    receipt.tree === tree &&
    receipt.state === state &&
    JSON.stringify(receipt.evidence) === JSON.stringify(hashes)
  return isSame
    ? claim('log', 'same', 'The receipt of that clone says the same.')
    : claim('log', 'differs', 'The receipt of that clone says otherwise.')
}
