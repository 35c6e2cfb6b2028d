import type { GitDocError } from '../../errors/error.ts'
import type { Tip } from './append.ts'
import { chainOf, type Entry, genesis, verified } from './chain.ts'
import { sealIn, sealing } from './sealed.ts'

const pageSize = 1_000

/**
 * The entries in exported text, page by page, from the first event. Verifies every line against the previous one, and
 * every seal against the lines before it. `damaged` makes the error for a line (from 1) that is not intact.
 */
export async function* receivedEntries(
  chunks: AsyncIterable<Uint8Array>,
  damaged: (line: number, what: string, cause?: unknown) => GitDocError,
): AsyncGenerator<Entry[]> {
  const sum = sealing()
  let tip: Tip = { position: 0, chain: genesis }
  let [number, isSealed] = [0, false]
  let page: Entry[] = []
  for await (const line of linesOf(chunks)) {
    number += 1
    const seal = sealIn(line)
    isSealed = seal !== undefined
    if (seal) {
      if (seal.seal === sum.end() && seal.last === tip.position) continue
      throw damaged(number, 'the lines before it do not match the seal')
    }
    sum.add(line)
    const entry = entryIn(line, tip, cause =>
      damaged(number, 'it differs from what was exported', cause),
    )
    tip = { position: entry.recorded.position, chain: entry.chain }
    page.push(entry)
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  if (!isSealed) throw damaged(number + 1, 'the seal is missing, so the end of the export is lost')
  yield page
}

const entryIn = (text: string, tip: Tip, failed: (cause: unknown) => GitDocError): Entry => {
  try {
    const recorded = verified(text, tip.chain, tip.position + 1)
    return { text, recorded, chain: chainOf(text) ?? genesis }
  } catch (error) {
    throw failed(error)
  }
}

/** Splits at line feeds only, because other line separators may occur inside a text. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
