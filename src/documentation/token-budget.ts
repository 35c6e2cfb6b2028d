import { bytesOf } from '../ports/tokens.ts'

/** A number of bytes that pieces of text take from, as long as they fit. */
export const byteBudget = (bytes: number) => {
  let left = bytes
  return {
    tryTake(text: string): boolean {
      const cost = bytesOf(text)
      if (cost > left) return false
      left -= cost
      return true
    },
    has: (bytes: number): boolean => left >= bytes,
    refund(text: string): void {
      left += bytesOf(text)
    },
  }
}
export type ByteBudget = ReturnType<typeof byteBudget>
