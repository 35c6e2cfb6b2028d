import { readFileSync } from 'node:fs'
import type { ModelErrorClass } from '../../../src/errors/models.ts'
import type { Reply } from '../../support/model-server.ts'

/** A failure as a vendor documents it or a public tracker shows it, and what it means. `says` must be in our message. */
export interface FailureCase extends Reply {
  readonly source: string
  readonly status: number
  readonly class: ModelErrorClass
  readonly says?: string
}

/** `working` was used to write the rules, `held-out` to measure them once they were written. */
export const caseSets = ['working', 'held-out'] as const
type CaseSet = (typeof caseSets)[number]

const read = (name: string): unknown =>
  JSON.parse(readFileSync(`fixtures/answers/errors/${name}.json`, 'utf8'))

export const failureCases = (set: CaseSet): readonly FailureCase[] =>
  read(set) as readonly FailureCase[]

/** Each reason for the end of an answer, and whether the answer may be used. */
export const endings = (set: CaseSet): readonly (readonly [string | null, string])[] =>
  (read('endings') as Record<CaseSet, readonly (readonly [string | null, string])[]>)[set]
