import { gateFileInvalid } from '../../../errors/pipelines.ts'
import { compareWith } from '../../../pipelines/baseline.ts'
import { readLcov } from '../../../pipelines/lcov.ts'
import { numberIn } from '../../../pipelines/number-in.ts'
import { gateNumbers, numbersKey } from '../../../projections/pipeline/numbers.ts'
import { receiptNumbers } from '../earlier-runs.ts'
import { failing, type GatePlace } from '../gate-place.ts'
import type { BuiltGate } from '../gates.ts'
import type { World } from '../world.ts'
import { fileOf } from './read-file.ts'

/** A number in a file is within bounds. */
export const budget: BuiltGate = {
  async look(place, world) {
    const { file, value } = await numberOf(place, world)
    const { min, max } = place.gate.options
    const facts = {
      file,
      value,
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
    }
    if (max !== undefined && value > max)
      return failing('OVER_BUDGET', `${file} says ${value}, which is more than ${max}.`, facts)
    if (min !== undefined && value < min)
      return failing('UNDER_BUDGET', `${file} says ${value}, which is less than ${min}.`, facts)
    return { facts }
  },
}

/** How many earlier numbers count, and how much worse a number may be in percent, where nothing else is configured. */
const usual = { last: 20, slack: 5 }

/** A number in a file is not worse than the median of earlier runs on this branch. */
export const baseline: BuiltGate = {
  async look(place, world) {
    const { file, value } = await numberOf(place, world)
    const { last = usual.last, slack = usual.slack, better = 'lower' } = place.gate.options
    const { values, witness } = await earlierOf(place, world)
    const earlier = values.slice(-last)
    const compared = compareWith(value, earlier, { slack, better })
    const { isWorse, ...numbers } = compared
    const facts = { file, ...numbers, slack, better, ...(values.length > 0 && { witness }) }
    if (!isWorse) return { facts }
    const { median = 0, noise = 0, bound = 0 } = compared
    const reason = `${file} says ${value}, and the last ${earlier.length} runs on this branch had ${round(median)} in the median with a noise of ${round(noise)}: ${round(bound)} would do.`
    return failing('WORSE_THAN_BEFORE', reason, facts)
  },
}

/** Lines that tests reach are not fewer than in the last run on this branch that succeeded, in percent. */
export const coverage: BuiltGate = {
  async look(place, world) {
    const { file, text } = await fileOf(place, world)
    const read = readLcov(text)
    if (typeof read === 'string') throw gateFileInvalid(file, 'lcov', read)
    const { percent: value, files, lines, reached } = read
    const { min, slack = 0 } = place.gate.options
    const { values, witness } = await earlierOf(place, world)
    const before = values.at(-1)
    const facts = {
      ...{ file, value, files, lines, reached },
      ...(before !== undefined && { before, witness }),
    }
    if (min !== undefined && value < min)
      return failing('COVERAGE_LOW', `Tests reach ${value} % of the lines, not ${min} %.`, facts)
    // Sums of decimals are not exact.
    if (before !== undefined && value < before - slack - 1e-9)
      return failing(
        'COVERAGE_LOWER',
        `Tests reach ${value} % of the lines; it was ${before} % in the last run on this branch.`,
        facts,
      )
    return { facts }
  },
}

const numberOf = async (
  place: GatePlace,
  world: World,
): Promise<{ readonly file: string; readonly value: number }> => {
  const { file, text } = await fileOf(place, world)
  const value = numberIn(text, place.gate.options.pointer)
  if (typeof value === 'string') throw gateFileInvalid(file, 'a number', value)
  return { file, value }
}

/** What this gate measured in earlier runs on this branch, oldest first: of this clone or, where it has none, of others by their receipts. */
const earlierOf = async (
  { request: { pipeline, branch }, gate }: GatePlace,
  { log, receipts }: Pick<World, 'log' | 'receipts'>,
): Promise<Earlier> => {
  const row = await log.row(gateNumbers, numbersKey(pipeline, branch))
  const own = (row?.[gate.name] ?? []).map(({ value }) => value)
  if (own.length > 0) return { values: own, witness: 'log' }
  const told = await receiptNumbers(receipts, { pipeline, branch, gate: gate.name })
  return told.length > 0 ? { values: told, witness: 'receipts' } : { values: [], witness: 'log' }
}

/** Earlier numbers, and who knows of them. */
interface Earlier {
  readonly values: readonly number[]
  readonly witness: 'log' | 'receipts'
}

const round = (value: number): number => Math.round(value * 1000) / 1000
