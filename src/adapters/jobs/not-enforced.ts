import type { JobPermissions } from '../../ports/jobs.ts'
import { enforcesNetwork } from './permissions.ts'

/**
 * What Node's permission model leaves open, as sentences for a person. Each was tried with a job that does it; the tests do so
 * on every Node that they run on.
 */
export const notEnforced = (
  { run, net, read, write }: JobPermissions,
  version = process.versions.node,
): readonly string[] => [
  ...(net || enforcesNetwork(version)
    ? []
    : ['This Node does not keep a job off the network, although `net` is false.']),
  run
    ? 'Processes that the job starts may read, write and send whatever you may: `run` is true.'
    : 'A job may send signals to your other processes.',
  ...(write.length > 0
    ? ['A symbolic link in a folder that the job may read or write leads it out of that folder.']
    : read.length > 0
      ? ['A symbolic link in a folder that the job may read leads it out of that folder.']
      : []),
]
