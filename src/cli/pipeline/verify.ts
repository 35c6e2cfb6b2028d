import { openPipelineReading } from '../../app/pipelines.ts'
import { type CheckedClaim, parseEvidence, verifyEvidence } from '../../commands/pipeline/verify.ts'
import { shortRun } from '../../engine/run-name.ts'
import { exitCode } from '../exit-code.ts'
import { plain } from '../findings/report.ts'
import type { Terminal } from '../terminal.ts'
import { onlyOne, type PipelineOptions, printJson } from './options.ts'

/** Computes again what a file with evidence says. It fails if anything is not so, and names what nobody can tell here. */
export const verify = async (
  args: readonly string[],
  _: PipelineOptions,
  terminal: Terminal,
): Promise<number> => {
  const file = onlyOne(args, 'file with evidence')
  const reading = await openPipelineReading(terminal.place)
  try {
    const evidence = parseEvidence(file, await reading.text(file))
    const claims = await verifyEvidence(evidence, {
      ...reading,
      evidenceFile: reading.inRoot(file),
    })
    const isSound = !claims.some(({ result }) => result === 'differs')
    if (terminal.json) printJson(terminal, { run: evidence.run, isSound, claims })
    else for (const line of lines(shortRun(evidence.run), claims, terminal)) terminal.print(line)
    return isSound ? exitCode.done : exitCode.failed
  } finally {
    await reading.close()
  }
}

const lines = (
  run: string,
  claims: readonly CheckedClaim[],
  { colors }: Terminal,
): readonly string[] => {
  const of = (result: CheckedClaim['result']) => claims.filter(each => each.result === result)
  const [wrong, unknown] = [of('differs'), of('unknown')]
  const [first] = wrong
  const rest = unknown.length > 0 ? ` ${unknown.length} cannot be checked here.` : ''
  return [
    first
      ? `${colors.red(plain(run))}: ${plain(first.what)} is not what the evidence says. ${plain(first.detail)}`
      : `${colors.green(plain(run))}: ${of('same').length} of ${claims.length} are as the evidence says.${rest}`,
    ...claims.map(({ what, result, detail }) => `  ${result}: ${plain(what)}. ${plain(detail)}`),
  ]
}
