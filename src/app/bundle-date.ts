import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type BundleTime, bundleTime } from '../bundles/time.ts'
import { wrongUsage } from '../errors/usage.ts'

/**
 * The time of all files of a bundle: SOURCE_DATE_EPOCH, else the committer date of a checkout, else the beginning of 1970. It is never the
 * time of the clock, so that the same input gives the same bytes.
 */
export const bundleDate = async (
  folder: string,
  { SOURCE_DATE_EPOCH: wanted }: Readonly<Record<string, string | undefined>>,
): Promise<BundleTime> => timeOf(wanted ? secondsOf(wanted) : await commitSeconds(folder))

const timeOf = (seconds: number): BundleTime =>
  bundleTime(new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'))

/** Up to the last year that a zip archive can name. */
const secondsOf = (text: string): number => {
  const seconds = Number(text)
  if (/^\d+$/.test(text) && seconds < 4_354_819_200) return seconds
  throw wrongUsage(
    `SOURCE_DATE_EPOCH is "${text}", which is no time in seconds since 1970.`,
    'Unset it, or set it as "git log -1 --format=%ct" prints it.',
  )
}

/** Only of the package's own repository: one around it has nothing to do with it. */
const commitSeconds = async (folder: string): Promise<number> => {
  if (!(await stat(join(folder, '.git')).catch(() => undefined))) return 0
  const asked = promisify(execFile)('git', ['log', '-1', '--format=%ct'], { cwd: folder })
  const { stdout } = await asked.catch(() => ({ stdout: '' }))
  return Number(stdout.trim() || 0)
}
