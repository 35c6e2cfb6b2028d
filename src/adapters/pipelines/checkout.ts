import { createHash } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../git/command.ts'

/** Fresh checkouts lie in the state folder: one for each pipeline, in a folder that its run names. */
const placeOf = (folder: string, run: string) => {
  const pipeline = run.slice(run.indexOf('/') + 1, run.indexOf('@'))
  const id = createHash('sha256').update(run).digest('hex').slice(0, 16)
  const parent = join(folder, 'checkouts', pipeline)
  return { parent, path: join(parent, id) }
}

/** The folder of a run's checkout, if it was made whole. */
export const checkoutOf = async (folder: string, run: string): Promise<string | undefined> => {
  const { path } = placeOf(folder, run)
  return (await stat(path).catch(() => undefined))?.isDirectory() ? path : undefined
}

/**
 * Makes a run's checkout: a clone that shares the objects of the repository, with nothing else in it than the commit. Those of earlier
 * runs of the same pipeline go first. It gets its name when it is whole, so half of one is never taken for it.
 */
export const checkOut = async ({
  root,
  folder,
  run,
  commit,
}: {
  readonly root: string
  readonly folder: string
  readonly run: string
  readonly commit: string
}): Promise<string> => {
  const { parent, path } = placeOf(folder, run)
  await rm(parent, { recursive: true, force: true })
  await mkdir(parent, { recursive: true })
  const unfinished = `${path}.tmp`
  await git(['clone', '--quiet', '--shared', '--no-checkout', '--', root, unfinished], {
    cwd: root,
  })
  await git(['-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--detach', commit], {
    cwd: unfinished,
  })
  await rename(unfinished, path)
  return path
}
