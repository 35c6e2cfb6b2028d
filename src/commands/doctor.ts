import { isGitDocError } from '../errors.ts'
import type { Finding } from '../ports/health.ts'

/** One part that is looked at; several findings of one name are several troubles with it. */
export interface Check {
  readonly name: string
  look(): Promise<readonly Finding[]>
}

export interface Diagnosis {
  readonly findings: readonly Finding[]
  /** No finding is an error. */
  readonly sound: boolean
}

/** Looks at every part in turn. What a part refuses with is its finding, and keeps no other from being looked at. */
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
    return [{ name, state: 'error', detail: error.message, hint: error.hint }]
  }
}
