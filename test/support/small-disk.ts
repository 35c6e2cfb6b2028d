import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { temporaryFolder } from './repository.ts'

/** A disk of its own that can be filled and made larger; undefined where nobody lets us mount one. */
export const smallDisk = (t: ExecutionContext, size: string) => {
  const path = join(temporaryFolder(t), 'disk')
  mkdirSync(path)
  const mount = (...options: string[]): boolean =>
    spawnSync('mount', ['-t', 'tmpfs', ...options, 'tmpfs', path]).status === 0
  if (process.platform !== 'linux' || !mount('-o', `size=${size}`)) return undefined
  t.teardown(() => spawnSync('umount', ['--lazy', path]))
  return { path, remount: (option: string) => mount('-o', `remount,${option}`) }
}
