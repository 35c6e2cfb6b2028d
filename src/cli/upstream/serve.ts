import { wrongUsage } from '../../errors/usage.ts'
import type { Terminal } from '../terminal.ts'
import type { UpstreamOptions } from './options.ts'

/** Works as a daemon that listens for the deliveries of forges, until SIGTERM or Ctrl+C. */
export const serve = async (
  args: readonly string[],
  options: UpstreamOptions,
  terminal: Terminal,
): Promise<number> => {
  if (args.length > 0) throw wrongUsage('"upstream serve" takes no names.')
  const [{ assertSecrets, openListener }, { runDaemon }] = await Promise.all([
    import('../../app/upstream-listener.ts'),
    import('../run-daemon.ts'),
  ])
  const { host = '127.0.0.1', secretFile } = options
  const port = portOf(options.port ?? '8080')
  const { place } = terminal
  // Before it waits for whoever works here.
  await assertSecrets(place, { secretFile })
  return runDaemon(options, terminal, (daemon, wake) =>
    openListener(daemon, place, { host, port, secretFile }, wake),
  )
}

/** 0 is any port that is free. */
const portOf = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw wrongUsage(`--port takes a number up to 65535, not "${text}".`)
  return port
}
