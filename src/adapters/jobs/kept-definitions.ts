import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { JobDefinition, JobFile } from '../../ports/jobs.ts'
import { makeFolder, writeStateFile } from '../state/files.ts'
import { Definition } from './definition.ts'
import { keepNewest } from './keep-newest.ts'

/** Changes when the same file would be understood in another way. */
const format = 1

/** How many definitions are kept: every version of a job is one. */
const most = 1000

/** For so long (milliseconds) a file that did not load is not loaded again: it would keep every command waiting. */
const endlessFor = 10 * 60_000

/** What job files define, by the hash of the file and all it imports. */
export const openDefinitions = (state: string) => {
  const place = join(state, 'jobs', 'definitions')
  const fileOf = ({ hash }: JobFile) => join(place, `${hash}.${format}.json`)
  const endlessOf = ({ hash }: JobFile) => join(place, `${hash}.endless`)
  const read = new Map<string, JobDefinition>()
  const write = async (path: string, text: string): Promise<void> => {
    await makeFolder(dirname(place))
    await makeFolder(place)
    await writeStateFile(path, text)
    await keepNewest(place, most)
  }
  return {
    async find(file: JobFile): Promise<JobDefinition | undefined> {
      const found = read.get(file.hash) ?? (await readDefinition(fileOf(file)))
      if (found) read.set(file.hash, found)
      return found
    },
    /** STATE_UNWRITABLE. */
    async keep(file: JobFile, definition: JobDefinition): Promise<void> {
      await write(fileOf(file), JSON.stringify(definition))
      read.set(file.hash, definition)
    },
    /** Whether it did not come to its end when it was loaded a short time ago. */
    async isEndless(file: JobFile): Promise<boolean> {
      const facts = await stat(endlessOf(file)).catch(() => undefined)
      return facts !== undefined && Math.abs(Date.now() - facts.mtimeMs) < endlessFor
    },
    /** STATE_UNWRITABLE. */
    keepEndless: (file: JobFile): Promise<void> => write(endlessOf(file), ''),
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
