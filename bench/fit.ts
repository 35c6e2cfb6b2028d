/** One case: the features of every candidate section, and which of them were edited. */
export interface Table {
  readonly repo: string
  readonly commit: string
  readonly rows: readonly (readonly number[])[]
  readonly gold: readonly number[]
  /** Alike for sections that say the same. */
  readonly texts: readonly string[]
}

/** A function to be made small: its value and slope at a point. */
type Slope = (point: Float64Array) => { value: number; gradient: Float64Array }

/** The weights under which the edited sections are likeliest, with a little pull towards none. */
export const trained = (tables: readonly Table[], size: number, pull = 0.001): number[] => {
  const known = tables.filter(({ gold }) => gold.length > 0).map(flat)
  return Array.from(minimum(point => loss(known, point, pull), size))
}

/** A table with all its rows in one, and for each the share it has in being edited. */
interface Flat {
  readonly values: Float64Array
  readonly isGold: Float64Array
  readonly golds: number
}

const flat = ({ rows, gold }: Table): Flat => {
  const isGold = new Float64Array(rows.length)
  for (const place of gold) isGold[place] = 1
  return { values: Float64Array.from(rows.flat()), isGold, golds: gold.length }
}

/** -1/2 log of the probability that any edited section comes first, -1/2 the mean log over the edited ones. */
const loss = (tables: readonly Flat[], point: Float64Array, pull: number) => {
  const gradient = point.map(weight => 2 * pull * weight)
  let value = pull * dot(point, point)
  for (const table of tables) value += lossOf(table, point, gradient, 1 / tables.length)
  return { value, gradient }
}

/** The loss of one table; its slope is added to the gradient. */
const lossOf = (
  { values, isGold, golds }: Flat,
  point: Float64Array,
  gradient: Float64Array,
  part: number,
): number => {
  const size = point.length
  const scores = isGold.map((_, place) => dotAt(values, place * size, point))
  const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  const raised = scores.map(score => Math.exp(score - best))
  const all = raised.reduce((sum, each) => sum + each, 0)
  const right = dot(raised, isGold)
  const means = dot(scores, isGold) / golds - best
  raised.forEach((each, place) => {
    const wanted = ((isGold[place] as number) * (each / right + 1 / golds)) / 2
    const step = (each / all - wanted) * part
    for (let at = 0; at < size; at++)
      gradient[at] = (gradient[at] as number) + step * (values[place * size + at] as number)
  })
  return (Math.log(all) - (Math.log(right) + means) / 2) * part
}

const dotAt = (values: Float64Array, start: number, point: Float64Array): number => {
  let sum = 0
  for (let at = 0; at < point.length; at++)
    sum += (values[start + at] as number) * (point[at] as number)
  return sum
}

const memory = 10

/** L-BFGS with halving steps: deterministic, a second for a thousand cases. */
const minimum = (slope: Slope, size: number): Float64Array => {
  let point: Float64Array = new Float64Array(size)
  let now = slope(point)
  const steps: { step: Float64Array; turn: Float64Array }[] = []
  for (let round = 0; round < 200; round++) {
    const direction = towards(now.gradient, steps)
    const fall = dot(direction, now.gradient)
    if (fall > -1e-9) break
    let reach = 1
    let next = moved(point, direction, reach)
    let then = slope(next)
    while (then.value > now.value + 1e-4 * reach * fall && reach > 1e-8) {
      reach /= 2
      next = moved(point, direction, reach)
      then = slope(next)
    }
    const gained = now.value - then.value
    steps.push({ step: moved(next, point, -1), turn: moved(then.gradient, now.gradient, -1) })
    if (steps.length > memory) steps.shift()
    point = next
    now = then
    if (gained < 1e-8) break
  }
  return point
}

const towards = (
  gradient: Float64Array,
  steps: readonly { step: Float64Array; turn: Float64Array }[],
) => {
  let direction: Float64Array = gradient.map(each => -each)
  const shares: number[] = []
  for (const { step, turn } of steps.toReversed()) {
    const share = dot(step, direction) / (dot(step, turn) || 1e-12)
    shares.unshift(share)
    direction = moved(direction, turn, -share)
  }
  const last = steps.at(-1)
  if (last) {
    const scale = dot(last.step, last.turn) / (dot(last.turn, last.turn) || 1e-12)
    direction = direction.map(each => each * scale)
  }
  steps.forEach(({ step, turn }, at) => {
    const share = dot(turn, direction) / (dot(step, turn) || 1e-12)
    direction = moved(direction, step, (shares[at] ?? 0) - share)
  })
  return direction
}

const dot = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, each, at) => sum + each * (other[at] ?? 0), 0)

const moved = (from: Float64Array, by: Float64Array, reach: number): Float64Array =>
  from.map((each, at) => each + reach * (by[at] ?? 0))
