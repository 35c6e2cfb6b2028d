import type { Receipt } from '../events/receipt.ts'
import type { End } from './ends.ts'
import { topOf } from './fold.ts'
import type { Kind } from './kind.ts'

/** What a receipt needs beside the run: which log it is of, the hash at its end, and the trees of commits. */
export interface ReceiptGround {
  readonly log: string
  readonly chain: string
  readonly trees: ReadonlyMap<string, string>
}

/** The receipt of an end; undefined if its kind gives none for it, or if its commit is gone. */
export const receiptOf = (
  kind: Kind,
  { run, state, version, begin, at }: End,
  { log, chain, trees }: ReceiptGround,
): Receipt | undefined => {
  const facts = kind.receipt?.(run)
  const tree = facts && (facts.tree ?? trees.get(facts.commit))
  if (!tree) return undefined
  return {
    v: 1,
    run: run.run,
    kind: kind.name,
    state: topOf(state),
    commit: facts.commit,
    tree,
    begin,
    end: at,
    exit: facts.exit,
    peakMemory: facts.peakMemory,
    evidence: [...(facts.evidence ?? [])],
    facts: facts.facts,
    version,
    log,
    chain,
  }
}
