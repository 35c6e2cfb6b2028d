/** An answer that is whole, and what came behind it: the begin of the next. */
export interface Collected {
  readonly answer: Buffer
  readonly rest: Buffer
}

/** Takes the chunks of one answer until it is whole. */
export type Collector = (chunk: Buffer) => Collected | undefined

/** An answer that ends with a mark, which stands nowhere else in it and is not given on. */
export const endingWith = (mark: string) => (): Collector => {
  const chunks: Buffer[] = []
  let before: Buffer = Buffer.alloc(0)
  return chunk => {
    // The mark may begin in one chunk and end in the next.
    const seam = Buffer.concat([before, chunk.subarray(0, mark.length - 1)])
    const across = seam.indexOf(mark)
    const found = across >= 0 ? across - before.length : chunk.indexOf(mark)
    const isWhole = across >= 0 || found >= 0
    chunks.push(chunk)
    if (!isWhole) {
      const last = chunk.length < mark.length ? seam : chunk
      before = last.subarray(Math.max(0, last.length - mark.length + 1))
      return undefined
    }
    const whole = joined(chunks)
    const end = whole.length - chunk.length + found
    return { answer: whole.subarray(0, end), rest: whole.subarray(end + mark.length) }
  }
}

/** Mostly there is one, which may hold many answers: it is not copied. */
const joined = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)

const lineFeed = 10
const objectHeader = /^[0-9a-f]+ [a-z]+ (\d+)$/

/** An answer of `cat-file --batch`: a line, and if it names an object, as many bytes as it says and a line feed. */
export const catFileAnswer = (): Collector => {
  const chunks: Buffer[] = []
  let received = 0
  let expected: number | undefined
  return chunk => {
    chunks.push(chunk)
    received += chunk.length
    expected ??= lengthOfAnswer(chunks)
    if (expected === undefined || received < expected) return undefined
    const whole = joined(chunks)
    return { answer: whole.subarray(0, expected), rest: whole.subarray(expected) }
  }
}

const lengthOfAnswer = (chunks: readonly Buffer[]): number | undefined => {
  const begin = joined(chunks)
  const end = begin.indexOf(lineFeed)
  if (end < 0) return undefined
  const size = objectHeader.exec(begin.toString('latin1', 0, end))?.[1]
  return end + 1 + (size === undefined ? 0 : Number(size) + 1)
}

/** An object as Git stores it. */
export interface GitObject {
  readonly id: string
  readonly type: string
  readonly bytes: Buffer
}

/** The object of such an answer; undefined if there is none of that name. */
export const parseCatFile = (answer: Buffer): GitObject | undefined => {
  const end = answer.indexOf(lineFeed)
  const header = answer.toString('latin1', 0, end)
  if (!objectHeader.test(header)) return undefined
  const [id = '', type = ''] = header.split(' ')
  return { id, type, bytes: answer.subarray(end + 1, answer.length - 1) }
}
