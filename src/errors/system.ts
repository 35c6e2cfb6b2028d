import { GitDocError } from './error.ts'

const limits = new Set<unknown>(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOSPC', 'EDQUOT'])

/** Whether the system ran out of something: open files, processes, memory or disk space. */
export const isSystemLimit = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && limits.has((error as { code?: unknown }).code)

export const systemLimit = (cause: Error & { readonly code: string }) =>
  new GitDocError(
    'SYSTEM_LIMIT',
    `The system ran out of a resource (${cause.code}): ${cause.message}`,
    {
      scope: 'process',
      hint: 'Free some disk space, or raise the limit on open files ("ulimit -n") or processes. "git-doc update" resumes from here.',
      cause,
    },
  )
