import { readFile } from 'node:fs/promises'
import * as z from 'zod/mini'
import type { Case } from '../documentation/backtest.ts'
import { casesInvalid, casesUnreadable } from '../errors/usage.ts'

const Line = z.object({
  commit: z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)),
  repo: z.optional(z.string()),
  docs: z.array(z.string()),
  gold: z.optional(z.array(z.object({ doc: z.string(), start: z.int() }))),
})

/** Reads a file of cases, one JSON object per line. Throws CASES_UNREADABLE, or CASES_INVALID with file and line. */
export const readCases = async (path: string): Promise<readonly Case[]> => {
  const text = await readFile(path, 'utf8').catch(cause => {
    throw casesUnreadable(path, cause)
  })
  return text
    .split('\n')
    .flatMap((line, index) => (line.trim() ? [caseOf(line, `${path}:${index + 1}`)] : []))
}

const caseOf = (line: string, where: string): Case => {
  try {
    return Line.parse(JSON.parse(line))
  } catch (cause) {
    throw casesInvalid(where, cause)
  }
}
