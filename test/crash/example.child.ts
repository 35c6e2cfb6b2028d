// One start of a program that takes a notice through its whole life; it kills itself at the step that it is given, from 1.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { notice } from '../../examples/notice.ts'
import { type EventLog, kindsOf, openLevelLog, runAll, status, viewsOf } from '../../src/engine.ts'

const [base = '', killAt = '0'] = process.argv.slice(2)
const run = 'notice/spring-sale'
const folder = join(base, 'board')
let steps = 0
const step = (): void => {
  steps += 1
  if (steps === Number(killAt)) process.kill(process.pid, 'SIGKILL')
}

const opened = await openLevelLog({
  folder: join(base, 'log'),
  projections: viewsOf(kindsOf([notice])),
})
step()
const appendAll: EventLog['appendAll'] = async runs => {
  step()
  const recorded = await opened.appendAll(runs)
  step()
  return recorded
}
const log: EventLog = {
  ...opened,
  appendAll,
  append: (name, events, expected) => appendAll([{ run: name, events, expected }]),
}

/** What a person does about a run in each state; nothing more once it was taken back. */
const next = (state: string | undefined): string | undefined => {
  if (state === undefined) return 'notice.requested'
  if (state === 'planned.waiting') return 'notice.approved'
  if (state === 'success') return 'revert.requested'
  return state === 'failed' ? 'retry.requested' : undefined
}
const said: Record<string, Record<string, string>> = {
  'notice.requested': { text: 'Everything half price.' },
  'notice.approved': { by: 'Ada' },
}

for (;;) {
  const row = await log.row(status, run)
  if (row) {
    const world = { signal: new AbortController().signal, folder }
    for await (const _ of runAll([row], { kind: notice, log, world }));
  }
  const now = await log.row(status, run)
  const type = next(now?.state)
  if (now?.state === 'success' && readFileSync(join(folder, 'spring-sale.txt'), 'utf8') === '')
    throw new Error('The notice is empty.')
  if (type === undefined) break
  // The first attempt fails, because there is no board.
  if (type === 'retry.requested' && !existsSync(folder)) mkdirSync(folder)
  await log.append(run, [{ event: { type, data: said[type] ?? {} } }], now?.version ?? 0)
}
const told = (await log.read(run)).map(({ event }) => event.type)
await opened.close()
step()
process.stdout.write(
  JSON.stringify({ told, steps, left: existsSync(join(folder, 'spring-sale.txt')) }),
)
