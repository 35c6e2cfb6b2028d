#!/usr/bin/env node
import * as module from 'node:module'

// `git-doc status | head`: the reader has seen enough.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  process.exit(0)
})
// Node 22.8 and later keep what they compiled; Node 20 has no such function. It counts for what is imported from here on.
;(module as { enableCompileCache?: () => unknown }).enableCompileCache?.()
try {
  const { main } = await import('./cli/main.ts')
  const { processIo } = await import('./cli/io.ts')
  process.exitCode = await main(process.argv.slice(2), processIo())
} catch (error) {
  // What prints errors could not be loaded.
  const { code, message } = error as NodeJS.ErrnoException
  if (code !== 'EMFILE' && code !== 'ENFILE') throw error
  process.stderr.write(`git-doc: ${message}\n  Raise the limit on open files ("ulimit -n").\n`)
  process.exitCode = 1
}
