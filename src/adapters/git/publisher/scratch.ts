import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stateUnwritable } from '../../../errors/log.ts'
import { makeFolder } from '../../state/files.ts'

/** The folder in a working tree's Git directory where the making of commits keeps what it needs. */
export const workFolder = (gitDirectory: string): string => join(gitDirectory, 'git-doc')

/** Runs a piece of work with a folder of its own, which goes with it; so do those that killed processes left. */
export const withScratch = async <Result>(
  gitDirectory: string,
  work: (scratch: string) => Promise<Result>,
): Promise<Result> => {
  await removeLeftScratch(gitDirectory)
  const scratch = await scratchFolder(workFolder(gitDirectory))
  try {
    return await work(scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Removes the folders that killed processes left; those of processes that are alive stay. */
export const removeLeftScratch = async (gitDirectory: string): Promise<void> => {
  const parent = workFolder(gitDirectory)
  try {
    for (const name of await readdir(parent)) {
      const owner = /^scratch-(\d+)-/.exec(name)?.[1]
      if (owner && !isAlive(Number(owner)))
        await rm(join(parent, name), { recursive: true, force: true })
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw stateUnwritable(parent, error)
  }
}

const scratchFolder = async (parent: string): Promise<string> => {
  try {
    await makeFolder(parent)
    return await mkdtemp(join(parent, `scratch-${process.pid}-`))
  } catch (error) {
    throw stateUnwritable(parent, error)
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
