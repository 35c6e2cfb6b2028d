import { examine } from '../app/doctor.ts'
import type { Repair } from '../app/repair.ts'
import { confirmationNeeded } from '../errors.ts'
import { confirm } from './ask.ts'
import { exitCode } from './exit-code.ts'
import { findingLines, repairLines } from './print-doctor.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface DoctorOptions extends GlobalOptions {
  readonly repair?: boolean
}

/** Says of every part whether it is in order; with --repair, mends first what can be mended. */
export const doctor = async (options: DoctorOptions, terminal: Terminal): Promise<number> => {
  const place = { cwd: process.cwd(), config: options.config }
  const repair = options.repair ? await repaired(place, options, terminal) : undefined
  if (repair === 'declined') return exitCode.failed
  const { findings, sound } = await examine(place)
  if (terminal.json) {
    terminal.print(JSON.stringify({ schema: 1, sound, findings, repair }, undefined, 2))
  } else for (const line of findingLines(findings, terminal)) terminal.print(line)
  return sound ? exitCode.done : exitCode.failed
}

/** Never silently: what is done is said before, and agreed to. */
const repaired = async (
  place: { readonly cwd: string; readonly config?: string | undefined },
  options: DoctorOptions,
  terminal: Terminal,
): Promise<Repair | 'declined' | undefined> => {
  const { planRepair } = await import('../app/repair.ts')
  const plan = await planRepair(place)
  try {
    if (plan.nothing) {
      if (!terminal.json) terminal.print('Nothing to repair.')
      return undefined
    }
    if (!terminal.json) for (const line of repairLines(plan.repair)) terminal.print(line)
    if (!(await agreed(options, terminal))) return 'declined'
    await plan.perform()
    return plan.repair
  } finally {
    await plan.close()
  }
}

const agreed = async (options: DoctorOptions, terminal: Terminal): Promise<boolean> => {
  if (options.yes) return true
  if (terminal.interactive) return await confirm('Repair?')
  throw confirmationNeeded(
    'A repair replaces the event log, and nobody was asked.',
    'Add --yes to agree. The damaged log is kept beside the new one.',
  )
}
