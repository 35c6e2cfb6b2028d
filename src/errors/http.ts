import { GitDocError } from './error.ts'

// An address may hold a secret in its path, so only where it is is ever named.

/** `status` is that of the response. */
export const httpRefused = (origin: string, status: number) =>
  new GitDocError('HTTP_REFUSED', `${origin} answered with status ${status}.`)

export const httpRedirected = (origin: string) =>
  new GitDocError('HTTP_REDIRECTED', `${origin} redirects elsewhere, where nothing is sent.`, {
    hint: 'Name the address that it redirects to.',
  })

export const httpTimedOut = (origin: string, milliseconds: number) =>
  new GitDocError('HTTP_TIMED_OUT', `${origin} did not answer within ${milliseconds / 1000} s.`)

export const httpTooLarge = (origin: string, bytes: number) =>
  new GitDocError('HTTP_TOO_LARGE', `${origin} answered with more than ${bytes / 1024} KiB.`)

/** No response came. `code` is the system's or the library's. */
export const httpUnreachable = (origin: string, code: string) =>
  new GitDocError('HTTP_UNREACHABLE', `${origin} cannot be reached: ${code}.`)

/** A variable that holds the secret for signatures is not set. */
export const secretMissing = (variable: string) =>
  new GitDocError('SECRET_MISSING', `The environment variable ${variable} is not set.`, {
    hint: 'It holds the secret that requests are signed with; without it nothing is sent.',
  })
