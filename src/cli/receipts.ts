import { openReceiptReading, type ReceiptReading } from '../app/receipts.ts'
import { withoutReceipts } from '../app/rest.ts'
import type { CheckedLine } from '../commands/receipts/check.ts'
import { listReceipts } from '../commands/receipts/list.ts'
import { areSound, type VerifiedReceipts, verifyReceipts } from '../commands/receipts/verify.ts'
import { writeReceipts } from '../commands/receipts/write.ts'
import { shortRun } from '../engine/run-name.ts'
import { wrongUsage } from '../errors/usage.ts'
import { exitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { type WorkingOptions, working } from './working.ts'

interface ReceiptOptions extends WorkingOptions {
  readonly all?: boolean
}

/** `receipts [commit]`, and `receipts verify | write | push | fetch`. */
export const receipts = async (
  verb: string | undefined,
  name: string | undefined,
  options: ReceiptOptions,
  terminal: Terminal,
): Promise<number> => {
  if (options.all && verb !== 'write') throw wrongUsage('--all belongs to "receipts write".')
  if (verb === 'push' || verb === 'write') return written(verb, name, options, terminal)
  if (verb !== 'fetch' && verb !== 'verify' && name !== undefined)
    throw wrongUsage('receipts takes one commit, or verify, write, push or fetch.')
  const reading = await openReceiptReading(terminal.place)
  try {
    if (verb === 'verify') return await verified(reading, terminal)
    if (verb === 'fetch') return await fetched(name, reading, terminal)
    return await listed(verb, reading, terminal)
  } finally {
    await reading.close()
  }
}

const listed = async (
  revision: string | undefined,
  reading: ReceiptReading,
  terminal: Terminal,
): Promise<number> => {
  const commit = revision === undefined ? undefined : await reading.resolve(revision)
  const lines = await listReceipts(reading, commit)
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, receipts: lines }, undefined, 2))
  else if (lines.length === 0) terminal.print('There are no receipts.')
  else for (const line of lines) terminal.print(lineText(line, terminal))
  return exitCode.done
}

const lineText = (line: CheckedLine, { colors }: Terminal): string => {
  const commit = line.commit.slice(0, 8)
  if (line.origin === 'unreadable') return `${commit} ${colors.dim('no receipt')}  ${line.line}`
  const { run, state, end } = line.receipt
  const told = `${commit} ${state.padEnd(8)} ${shortRun(run)}  ${end}`
  if (line.origin === 'differs') return `${told}  ${colors.red(line.why)}`
  return line.origin === 'own' ? told : `${told}  ${colors.dim('of another clone')}`
}

const verified = async (reading: ReceiptReading, terminal: Terminal): Promise<number> => {
  const found = await verifyReceipts(reading)
  if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...found }, undefined, 2))
  else for (const line of verifiedLines(found, terminal)) terminal.print(line)
  return areSound(found) ? exitCode.done : exitCode.failed
}

const verifiedLines = (found: VerifiedReceipts, terminal: Terminal): readonly string[] => {
  const { own, other, differs, unreadable, missing, pending } = found
  const counted = (count: number, what: string) => (count > 0 ? [`${count} ${what}`] : [])
  return [
    ...[...differs, ...unreadable].map(line => lineText(line, terminal)),
    ...missing.map(
      ({ run, commit }) => `${commit.slice(0, 8)} has no receipt of ${shortRun(run)} any more.`,
    ),
    [
      `${own} as the log says`,
      ...counted(differs.length, 'different'),
      ...counted(missing.length, 'missing'),
      ...counted(other, 'of other clones'),
      ...counted(unreadable.length, 'lines that are no receipts'),
      ...counted(pending, 'not written yet'),
    ].join(' · '),
    ...(missing.length > 0 ? ['"git-doc receipts write --all" writes them again.'] : []),
  ]
}

const fetched = async (
  name: string | undefined,
  { receipts }: ReceiptReading,
  terminal: Terminal,
): Promise<number> => {
  const remote = name ?? (await receipts.remote())
  const isNew = await receipts.fetch(remote)
  if (terminal.json)
    terminal.print(JSON.stringify({ schema: 1, remote, found: isNew }, undefined, 2))
  else terminal.print(isNew ? `Receipts of ${remote} are here.` : `${remote} has no receipts.`)
  return exitCode.done
}

/** Writes what is due; with `push` also brings it to the remote. */
const written = (
  verb: 'push' | 'write',
  name: string | undefined,
  options: ReceiptOptions,
  terminal: Terminal,
): Promise<number> => {
  if (verb === 'write' && name !== undefined) throw wrongUsage('receipts write takes no name.')
  return working(`receipts ${verb}`, options, terminal, async ({ kinds, log }, _, services) => {
    const { receipts, settings } = services
    const context = { log, kinds, receipts, withoutReceipts: withoutReceipts(settings) }
    const count = await writeReceipts(context, { all: options.all ?? false })
    const pushed = verb === 'push' ? await pushedTo(name, receipts) : undefined
    if (terminal.json)
      terminal.print(JSON.stringify({ schema: 1, written: count, ...pushed }, undefined, 2))
    else for (const line of writtenLines(count, pushed)) terminal.print(line)
    return exitCode.done
  })
}

type Pushed = Awaited<ReturnType<typeof pushedTo>>

const pushedTo = async (name: string | undefined, receipts: ReceiptReading['receipts']) => {
  const remote = name ?? (await receipts.remote())
  return { remote, pushed: await receipts.push(remote) }
}

const writtenLines = (count: number, push: Pushed | undefined): readonly string[] => [
  count === 1 ? '1 receipt written.' : `${count} receipts written.`,
  ...(push
    ? [push.pushed ? `Receipts are on ${push.remote}.` : 'There are no receipts to push.']
    : []),
]
