/** Numbers that look like chance and are the same for the same seed (mulberry32). */
export interface Random {
  /** From 0 to below `below`. */
  number(below: number): number
  /** True once in `times`. */
  once(times: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

export const random = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const number = (below: number): number => Math.floor(next() * below)
  return {
    number,
    once: times => number(times) === 0,
    pick: items => {
      const item = items[number(items.length)]
      if (item === undefined) throw new Error('There is nothing to pick from.')
      return item
    },
  }
}
