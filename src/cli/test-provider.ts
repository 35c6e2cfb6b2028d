import { type ProviderTest, testProvider } from '../commands/test-provider.ts'
import { exitCode } from './exit-code.ts'
import { costOf } from './print-usage.ts'
import type { Terminal } from './terminal.ts'
import { type WorkingOptions, working } from './working.ts'

/** Asks the configured provider one short question and prints whether it answers. */
export const printProviderTest = (options: WorkingOptions, terminal: Terminal): Promise<number> =>
  working('doctor', options, terminal, async ({ log, attribution }, _, services) => {
    const { model } = services.openModels()
    if (!model) {
      if (terminal.json) terminal.print(json({ provider: 'offline', answered: true }))
      else terminal.print('The offline provider makes no requests, so there is nothing to test.')
      return exitCode.done
    }
    terminal.progress(`asking ${model.name} (${model.model})`)
    const { signal, stopwatch } = services
    const tested = await testProvider(model, { log, signal, stopwatch, attribution })
    if (terminal.json) terminal.print(json(reportOf(tested)))
    else print(tested, terminal)
    return tested.answered ? exitCode.done : exitCode.failed
  })

const json = (report: object): string => JSON.stringify({ schema: 1, ...report }, undefined, 2)

const reportOf = ({ error, ...tested }: ProviderTest) => ({
  ...tested,
  ...(error && { failure: { code: error.code, message: error.message, hint: error.hint } }),
})

const print = (tested: ProviderTest, { colors, print, error: fail }: Terminal): void => {
  const { provider, model, milliseconds, calls, error } = tested
  if (error) {
    fail(`${provider} (${model}): ${error.message}`, { code: error.code, hint: error.hint })
    return
  }
  const cost = calls.reduce((sum, call) => sum + (call.cost ?? 0), 0)
  const unpriced = calls.filter(call => call.cost === undefined).length
  const facts = `${(milliseconds / 1000).toFixed(1)} s, ${costOf({ cost, unpriced })}`
  print(`${colors.green('ok     ')} ${provider} (${model}) answered (${facts}).`)
}
