import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { JobDefinition, JobFile } from '../../ports/jobs.ts'
import { makeFolder, writeStateFile } from '../state/files.ts'
import { Definition } from './definition.ts'
import { keepNewest } from './keep-newest.ts'

/** Changes when the same file would be understood in another way. */
const format = 1

/** How many definitions are kept: every version of a job is one. */
const most = 1000

/** What job files define, by the hash of the file and all it imports. */
export const openDefinitions = (state: string) => {
  const place = join(state, 'jobs', 'definitions')
  const fileOf = ({ hash }: JobFile) => join(place, `${hash}.${format}.json`)
  const read = new Map<string, JobDefinition>()
  return {
    async find(file: JobFile): Promise<JobDefinition | undefined> {
      const found = read.get(file.hash) ?? (await readDefinition(fileOf(file)))
      if (found) read.set(file.hash, found)
      return found
    },
    /** STATE_UNWRITABLE. */
    async keep(file: JobFile, definition: JobDefinition): Promise<void> {
      await makeFolder(dirname(place))
      await makeFolder(place)
      await writeStateFile(fileOf(file), JSON.stringify(definition))
      read.set(file.hash, definition)
      await keepNewest(place, most)
    },
  }
}

const readDefinition = async (path: string): Promise<JobDefinition | undefined> => {
  try {
    return Definition.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    // It is defined again.
    return undefined
  }
}
