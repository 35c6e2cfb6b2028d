import { createInterface } from 'node:readline/promises'

/** Asks a person a question with a default answer. */
export const ask = async (question: string, proposed: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = (await lines.question(`${question} [${proposed}] `)).trim()
    return answer === '' ? proposed : answer
  } finally {
    lines.close()
  }
}

/** Asks for a yes; anything else is a no. */
export const confirm = async (question: string): Promise<boolean> =>
  /^y(es)?$/i.test(await ask(question, 'no'))
