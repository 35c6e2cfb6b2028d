import { createHash } from 'node:crypto'
import { logFormatUnknown } from '../../errors/log.ts'
import type { Entry } from './chain.ts'

/** The last line of exported or sealed entries: the SHA-256 of all lines before it, and which positions they hold. */
export interface Seal {
  readonly format: 1
  readonly seal: string
  readonly first: number
  readonly last: number
}

const format = 1

/**
 * Entries as JSON Lines, each as the log stores it, followed by their seal. Without the seal, a cut at the end of a
 * line would go unnoticed.
 */
export async function* sealedText(
  pages: AsyncIterable<readonly Entry[]>,
  first: number,
): AsyncGenerator<string> {
  const sum = createHash('sha256')
  let last = first - 1
  for await (const page of pages) {
    const text = page.map(entry => `${entry.text}\n`).join('')
    sum.update(text)
    last += page.length
    yield text
  }
  const seal: Seal = { format, seal: sum.digest('hex'), first, last }
  yield `${JSON.stringify(seal)}\n`
}

/** The seal in a line; undefined if the line is not a seal. Throws LOG_FORMAT for a seal of a newer format. */
export const sealIn = (line: string): Seal | undefined => {
  if (!line.startsWith('{"format":')) return undefined
  try {
    const seal = JSON.parse(line) as Seal
    if (typeof seal.format === 'number' && seal.format > format) {
      throw logFormatUnknown(String(seal.format))
    }
    const { first, last } = seal
    // Compares bytes: a seal that only parses to the same value is not the one that was written.
    return line === JSON.stringify({ format, seal: seal.seal, first, last }) ? seal : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Hashes lines, for the seal that follows them. */
export const sealing = () => {
  const sum = () => createHash('sha256')
  let current = sum()
  return {
    add(line: string): void {
      current.update(`${line}\n`)
    },
    /** The hash of the lines since the last seal. */
    end(): string {
      const found = current.digest('hex')
      current = sum()
      return found
    },
  }
}
