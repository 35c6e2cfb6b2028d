// The daemon of a repository, for another program that starts it, stops it or looks whether it works.
export { type DaemonStatus, daemonStatus, stopDaemon } from './app/daemon.ts'
export type { Place } from './app/place.ts'
export { startDaemon } from './app/start-daemon.ts'
