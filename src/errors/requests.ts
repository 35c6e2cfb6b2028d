import { GitDocError } from './error.ts'

export const requestNewer = (id: string) =>
  new GitDocError('REQUEST_NEWER', `A newer git-doc left the request ${id}.`, {
    hint: 'Stop this git-doc with "git-doc daemon stop", and start the new one.',
  })

/** Never shown: whoever left the request prints the answer instead. */
export const requestAnswered = (id: string) =>
  new GitDocError('REQUEST_ANSWERED', `Another process carried out the request ${id}.`)

export const requestLost = (id: string) =>
  new GitDocError('REQUEST_LOST', `The process that works here did not answer the request ${id}.`, {
    hint: '"git-doc status" shows what was done. Run the command again if something is missing.',
  })

export const requestRefused = (command: string) =>
  new GitDocError('REQUEST_REFUSED', `"git-doc ${command}" cannot be handed to another process.`, {
    hint: 'Run it when nobody works here. "git-doc daemon stop" ends a daemon.',
  })

export const daemonSilent = (last: string | undefined) =>
  new GitDocError('DAEMON_SILENT', 'The daemon ended before it began to work.', {
    hint: `"git-doc daemon start --foreground" shows why.${last ? ` The last message of a worker: ${last}` : ''}`,
  })

export const daemonElsewhere = (host: string) =>
  new GitDocError('DAEMON_ELSEWHERE', `The daemon works on another machine, ${host}.`, {
    hint: `Run "git-doc daemon stop" on ${host}.`,
  })
