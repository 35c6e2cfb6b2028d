import { spawn } from 'node:child_process'

/**
 * Starts a job's process, ends as that ends, and ends it if git-doc is gone: then its standard input closes. It is the first
 * process of the group, so a job that harms its parent harms this one.
 */
const job = spawn(process.execPath, process.argv.slice(2), {
  stdio: ['ignore', 'inherit', 'inherit', 3],
  windowsHide: true,
})
job.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal)
  else process.exit(code ?? 1)
})
job.on('error', error => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})

const endAll = () => {
  if (process.platform === 'win32') {
    job.kill('SIGKILL')
    process.exit(1)
  }
  process.kill(-process.pid, 'SIGKILL')
}
process.stdin.on('end', endAll).on('error', endAll).resume()
