import { createHash } from 'node:crypto'
import { logFormatUnknown } from '../../errors.ts'
import type { Entry } from './chain.ts'

/** The last line of exported or sealed entries: the SHA-256 of all lines before it, and which positions they hold. */
export interface Seal {
  readonly format: 1
  readonly seal: string
  readonly first: number
  readonly last: number
}

const format = 1

/** Entries as JSON Lines, each as the log keeps it, and behind them their seal: without it, a cut at a line's end would not be seen. */
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

/** The seal a line is; undefined if it is none. LOG_FORMAT if it is one of a newer format. */
export const sealIn = (line: string): Seal | undefined => {
  if (!line.startsWith('{"format":')) return undefined
  try {
    const seal = JSON.parse(line) as Seal
    if (typeof seal.format === 'number' && seal.format > format) {
      throw logFormatUnknown(String(seal.format))
    }
    const { first, last } = seal
    // Byte for byte as it was written: a seal that reads the same but is not would not be what was sealed.
    return line === JSON.stringify({ format, seal: seal.seal, first, last }) ? seal : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Counts lines into the hash that their seal must have. */
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
