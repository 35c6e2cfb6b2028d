import { lstat, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { stateUnwritable } from '../../errors/log.ts'
import type { JobReport } from '../../ports/job-reports.ts'
import { hooksBefore } from '../../ports/jobs.ts'
import { makeFolder, writeStateFile } from './files.ts'
import { ignoreMissing, inboxFolder, putAside } from './inbox-folder.ts'

const format = 1

/** A longer report (in bytes) is not ours. */
const longest = 8 * 1024 * 1024

const name = /^([\w-][\w.-]{0,199})\.report$/

const Stored = z.object({
  format: z.literal(format),
  hook: z.enum(hooksBefore),
  at: z.iso.datetime(),
  commit: z.optional(z.string().check(z.regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/))),
  ref: z.optional(z.string().check(z.startsWith('refs/'))),
  refused: z.boolean(),
  jobs: z.array(
    z.object({
      job: z.string(),
      state: z.enum(['success', 'failed', 'skipped']),
      code: z.optional(z.string()),
      reason: z.optional(z.string()),
      milliseconds: z.number().check(z.nonnegative()),
      data: z.optional(z.unknown()),
    }),
  ),
})

export const isReport = (file: string): boolean => name.test(file)

/** Leaves a report in the inbox, whole or not at all. Leaving the same one again changes nothing. STATE_UNWRITABLE. */
export const leaveReport = async (state: string, { id, ...report }: JobReport): Promise<void> => {
  const folder = inboxFolder(state)
  await makeFolder(folder)
  const path = join(folder, `${id}.report`)
  if (!name.test(`${id}.report`)) throw stateUnwritable(path, new Error('no name for a report'))
  await writeStateFile(path, `${JSON.stringify({ format, ...report })}\n`)
}

/** The reports in a folder, oldest first. One that a newer git-doc left stays for that one; what is none is put aside. */
export const readReports = async (folder: string): Promise<readonly JobReport[]> => {
  const names = await readdir(folder).catch(ignoreMissing)
  const found: JobReport[] = []
  for (const file of names ?? []) {
    const [, id] = name.exec(file) ?? []
    const one = id && (await readReport(folder, file, id))
    if (one) found.push(one)
  }
  return found.sort((a, b) => order(a.at, b.at) || order(a.id, b.id))
}

const readReport = async (
  folder: string,
  file: string,
  id: string,
): Promise<JobReport | undefined> => {
  const path = join(folder, file)
  const facts = await lstat(path).catch(ignoreMissing)
  if (!facts) return undefined
  const readable = facts.isFile() && facts.size <= longest
  const text = readable ? await readFile(path, 'utf8').catch(ignoreMissing) : ''
  if (text === undefined) return undefined
  const content = parsed(text)
  const { success, data } = Stored.safeParse(content)
  if (success) {
    const { format: _, ...report } = data
    return { id, ...report }
  }
  const found = (content as { readonly format?: unknown } | undefined)?.format
  if (typeof found !== 'number' || found <= format) await putAside(folder, file)
  return undefined
}

/** Takes reports out of a folder; whether each was still there. */
export const dropReports = (
  folder: string,
  reports: readonly JobReport[],
): Promise<readonly boolean[]> =>
  Promise.all(
    reports.map(async ({ id }) =>
      unlink(join(folder, `${id}.report`)).then(
        () => true,
        error => ignoreMissing(error) ?? false,
      ),
    ),
  )

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const order = (one: string, other: string): number => (one < other ? -1 : Number(one > other))
