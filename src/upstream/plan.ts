import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { PlannedStep } from '../events/steps.ts'
import type { UpstreamRequest } from '../events/upstream.ts'
import type { UpstreamSource } from '../ports/settings.ts'

/** The steps of an update, by their ids. `keep` comes first: what is there is kept before anything changes. */
export type UpstreamStep = 'keep' | 'update' | 'build' | 'verify' | 'reload' | 'health' | 'commit'

const order: readonly UpstreamStep[] = [
  'keep',
  'update',
  'build',
  'verify',
  'reload',
  'health',
  'commit',
]

/** Whether an update of a source would do anything. */
export const doesSomething = (source: UpstreamSource): boolean => stepsOf(source).length > 1

/** The steps of an update, one after the other. Each may be repeated: that is what they are for. */
export const stepsOf = (source: UpstreamSource): readonly PlannedStep[] => {
  const ids = order.filter(id => isWanted(id, source))
  return ids.map((id, index) => ({
    id,
    needs: ids.slice(Math.max(0, index - 1), index),
    repeat: 'safe',
    blocking: true,
  }))
}

const isWanted = (step: UpstreamStep, { commands, path, commit }: UpstreamSource): boolean => {
  if (step === 'keep') return true
  if (step === 'commit') return commit.length > 0
  return commands[step] !== undefined || (step === 'update' && path !== undefined)
}

/** A hash of everything that the steps depend on. */
export const inputsOf = ({ to, remote }: UpstreamRequest, source: UpstreamSource): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify([to, remote, source]))))
