import { isGitDocError } from '../errors/error.ts'
import type { Finding } from '../ports/health.ts'

/** A part to check. Several findings with one name are several problems with it. */
export interface Check {
  readonly name: string
  look(): Promise<readonly Finding[]>
}

export interface Diagnosis {
  readonly findings: readonly Finding[]
  /** No finding is an error. */
  readonly sound: boolean
}

/** Checks every part in turn. If a part throws, the error is its finding, and the other parts are still checked. */
export const doctor = async (checks: readonly Check[]): Promise<Diagnosis> => {
  const findings: Finding[] = []
  for (const check of checks) findings.push(...(await looked(check)))
  return { findings, sound: findings.every(({ state }) => state !== 'error') }
}

const looked = async ({ name, look }: Check): Promise<readonly Finding[]> => {
  try {
    return await look()
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return [{ name, state: 'error', code: error.code, detail: error.message, hint: error.hint }]
  }
}
