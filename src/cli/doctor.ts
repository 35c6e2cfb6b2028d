import { examine } from '../app/doctor.ts'
import type { Repair } from '../app/repair.ts'
import type { Diagnosis } from '../commands/doctor.ts'
import { confirmationNeeded, wrongUsage } from '../errors/usage.ts'
import { confirm } from './ask.ts'
import { exitCode } from './exit-code.ts'
import { findingLines, hasWarnings, repairLines } from './print-doctor.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface DoctorOptions extends GlobalOptions {
  readonly repair?: boolean
  readonly tools?: boolean
  readonly prepare?: boolean
  readonly strict?: boolean
  readonly provider?: boolean
}

/**
 * Prints what is in order and what is not; with --repair, repairs first what can be repaired. With --tools it looks at what work in this
 * repository needs instead, and at nothing that was recorded.
 */
export const doctor = async (options: DoctorOptions, terminal: Terminal): Promise<number> => {
  const { tools, repair: repairs, prepare, provider } = options
  if (tools && repairs) throw wrongUsage('--repair and --tools are two different looks.')
  if (prepare && !tools) throw wrongUsage('--prepare belongs to --tools.')
  if (tools) return (await import('./doctor-tools.ts')).doctorTools(options, terminal)
  if (provider) return (await import('./test-provider.ts')).printProviderTest(options, terminal)
  return examineAll(options, terminal)
}

const examineAll = async (options: DoctorOptions, terminal: Terminal): Promise<number> => {
  const { strict = false } = options
  const repaired = options.repair ? await repair(options, terminal) : undefined
  if (repaired === 'declined') return exitCode.failed
  // If there was nothing to repair, the examination before it still holds.
  const { findings, sound } = repaired?.diagnosis ?? (await examine(terminal.place))
  if (terminal.json) {
    terminal.print(
      JSON.stringify({ schema: 1, sound, findings, repair: repaired?.repair }, undefined, 2),
    )
  } else for (const line of findingLines(findings, terminal)) terminal.print(line)
  return sound && !(strict && hasWarnings(findings)) ? exitCode.done : exitCode.failed
}

/** Prints what a repair would do, asks, and does it. */
const repair = async (
  options: DoctorOptions,
  terminal: Terminal,
): Promise<{ repair?: Repair; diagnosis?: Diagnosis } | 'declined'> => {
  const { planRepair } = await import('../app/repair.ts')
  const plan = await planRepair(terminal.place)
  try {
    if (plan.nothing) {
      if (!terminal.json) terminal.print('Nothing to repair.')
      return { diagnosis: plan.diagnosis }
    }
    if (!terminal.json) for (const line of repairLines(plan.repair)) terminal.print(line)
    if (!(await agreed(options, terminal))) return 'declined'
    await plan.perform()
    return { repair: plan.repair }
  } finally {
    await plan.close()
  }
}

const agreed = async (options: DoctorOptions, terminal: Terminal): Promise<boolean> => {
  if (options.yes) return true
  if (terminal.interactive) return await confirm('Repair?', terminal.io)
  throw confirmationNeeded(
    'A repair may replace the event log, so somebody must agree.',
    'Add --yes to agree. The damaged log is kept beside the new one.',
  )
}
