import { createInterface } from 'node:readline/promises'
import { cancelled } from '../errors/usage.ts'
import type { Io } from './io.ts'

type Streams = Pick<Io, 'stdin' | 'stderr'>

/** Asks a person a question with a default answer. INTERRUPTED if they leave instead of answering. */
export const ask = async (
  question: string,
  proposed: string,
  { stdin, stderr }: Streams,
): Promise<string> => {
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    const left = new Promise<never>((_, reject) => {
      // Ctrl+C, Ctrl+D, or the end of what was piped in; an answer right before the end counts.
      lines.once('close', () => setImmediate(() => reject(cancelled())))
    })
    const said = lines.question(`${question} [${proposed}] `).catch(error => {
      throw error.code === 'ABORT_ERR' ? cancelled() : error
    })
    const answer = (await Promise.race([said, left])).trim()
    return answer === '' ? proposed : answer
  } finally {
    lines.close()
  }
}

/** Asks for a yes; anything else is a no. */
export const confirm = async (question: string, streams: Streams): Promise<boolean> =>
  /^y(es)?$/i.test(await ask(question, 'no', streams))
