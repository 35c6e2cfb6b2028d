import { getEventListeners } from 'node:events'
import { openConnection } from './child/connection.ts'
import { loadJob } from './child/load.ts'
import { thrown } from './child/thrown.ts'

/**
 * Runs one job and ends. git-doc talks at descriptor 3. With the argument `wait` it has time until its job is known, and loads
 * what most jobs need. Everything here but the job is small, because it is a part of every run.
 */
const connection = openConnection(3)
const stop = new AbortController()
let isSignalSeen = false

process.on('SIGTERM', () => {
  const isHeeded = isSignalSeen || getEventListeners(stop.signal, 'abort').length > 0
  if (!isHeeded) process.exit(143)
  stop.abort()
})
const fail = (error: unknown) => connection.end({ threw: thrown(error) })
process.on('uncaughtException', fail).on('unhandledRejection', fail)
process.on('beforeExit', () => connection.end({ hung: true }))

if (process.argv[2] === 'wait') await Promise.all([import('./child/run.ts'), import('./define.ts')])
const start = await connection.start
if (start.verb === 'render') {
  const { renderAll } = await import('./child/render.ts')
  connection.end(await renderAll(start.order, start.templates))
} else {
  const { verb, url, templates, variables, call } = start
  Object.assign(process.env, variables)
  const loaded = await loadJob(url)
  if ('failedToLoad' in loaded) connection.end(loaded)
  else if (verb === 'define') {
    const { definitionOf } = await import('./child/definition.ts')
    connection.end(await definitionOf(loaded.job))
  } else if (call) {
    const { runJob } = await import('./child/run.ts')
    const signal = () => {
      isSignalSeen = true
      return stop.signal
    }
    connection.end(await runJob(loaded.job, verb, call, { templates, ask: connection.ask, signal }))
  }
}
