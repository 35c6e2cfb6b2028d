/**
 * The hashes of texts, two numbers each. Texts with equal hashes count as equal: of a million different ones, two are
 * with a likelihood of one in ten million, and then they are one word to the ranking.
 */
export type TextHashes = Int32Array

/** The hashes of some texts. */
export const hashesOf = (texts: Iterable<string>, size: number): TextHashes => {
  const hashes = new Int32Array(2 * size)
  let at = 0
  for (const text of texts) {
    writeHash(text, hashes, at)
    at += 2
  }
  return hashes
}

const writeHash = (text: string, to: Int32Array, at: number): void => {
  let one = 0x9e3779b9
  let two = 0x41c6ce57
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place)
    one = Math.imul(one ^ unit, 0x85ebca6b)
    one = (one << 13) | (one >>> 19)
    two = Math.imul(two ^ unit, 0xc2b2ae35)
    two = (two << 17) | (two >>> 15)
  }
  to[at] = mixed(one ^ text.length)
  to[at + 1] = mixed(two ^ text.length)
}

const mixed = (hash: number): number => {
  let it = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  it = Math.imul(it ^ (it >>> 13), 0xc2b2ae35)
  return it ^ (it >>> 16)
}

/** Numbers for the texts whose hashes were added, from 0 on. */
export const openNumbers = () => {
  let slots = new Int32Array(1024)
  let known = new Int32Array(1024)
  let size = 0

  /** The slot of a hash, or the free one where it belongs. */
  const slotOf = (one: number, two: number): number => {
    const mask = slots.length - 1
    for (let slot = one & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] as number) - 1
      if (number < 0 || (known[2 * number] === one && known[2 * number + 1] === two)) return slot
    }
  }

  const grow = (): void => {
    const before = known
    known = new Int32Array(2 * before.length)
    known.set(before)
    slots = new Int32Array(2 * slots.length)
    for (let number = 0; number < size; number++) {
      const slot = slotOf(before[2 * number] as number, before[2 * number + 1] as number)
      slots[slot] = number + 1
    }
  }

  const add = (one: number, two: number): number => {
    const slot = slotOf(one, two)
    const number = (slots[slot] as number) - 1
    if (number >= 0) return number
    known[2 * size] = one
    known[2 * size + 1] = two
    size += 1
    slots[slot] = size
    if (2 * size === slots.length) grow()
    return size - 1
  }

  return {
    size: () => size,
    /** The numbers of some hashes; new ones get the next. */
    addAll(hashes: TextHashes): Int32Array {
      const numbers = new Int32Array(hashes.length / 2)
      for (let at = 0; at < numbers.length; at++)
        numbers[at] = add(hashes[2 * at] as number, hashes[2 * at + 1] as number)
      return numbers
    },
    find(text: string): number | undefined {
      const [one = 0, two = 0] = hashesOf([text], 1)
      const number = (slots[slotOf(one, two)] as number) - 1
      return number < 0 ? undefined : number
    },
  }
}
