import { createInterface } from 'node:readline/promises'
import type { Io } from './io.ts'

type Streams = Pick<Io, 'stdin' | 'stderr'>

/** Asks a person a question with a default answer. */
export const ask = async (
  question: string,
  proposed: string,
  { stdin, stderr }: Streams,
): Promise<string> => {
  const lines = createInterface({ input: stdin, output: stderr })
  try {
    const answer = (await lines.question(`${question} [${proposed}] `)).trim()
    return answer === '' ? proposed : answer
  } finally {
    lines.close()
  }
}

/** Asks for a yes; anything else is a no. */
export const confirm = async (question: string, streams: Streams): Promise<boolean> =>
  /^y(es)?$/i.test(await ask(question, 'no', streams))
