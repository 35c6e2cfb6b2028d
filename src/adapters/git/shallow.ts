import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { isObjectId } from './objects.ts'

/** The commits whose parents a shallow clone left behind. */
export const readShallow = async (facts: RepositoryFacts): Promise<ReadonlySet<string>> => {
  if (!facts.shallow) return new Set()
  const text = await readFile(join(facts.commonDirectory, 'shallow'), 'utf8')
  return new Set(text.split('\n').filter(isObjectId))
}
