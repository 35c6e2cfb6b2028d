import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { unmarkedEnvironment } from '../process/environment.ts'
import { readLaunch } from './launch.ts'

/** Starts what the hook would start, and does not wait for it; nothing where no hook is installed. */
export const startWorker = async (root: string, commonDirectory: string): Promise<void> => {
  const launch = await readLaunch(commonDirectory)
  if (!launch || !existsSync(launch.cli)) return
  const node = existsSync(launch.node) ? launch.node : process.execPath
  const config = launch.config === undefined ? [] : ['--config', launch.config]
  const worker = spawn(node, [launch.cli, 'update', '--background', ...config], {
    cwd: root,
    env: { ...unmarkedEnvironment() },
    stdio: 'ignore',
    detached: true,
    windowsHide: true,
  })
  // What cannot be started leaves its notes to the next command.
  worker.on('error', () => {})
  worker.unref()
}
