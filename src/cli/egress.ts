import { openEgress } from '../app/egress.ts'
import { type Sent, egress as sentFor } from '../commands/commit/egress.ts'
import { whyWithheld } from '../documentation/secrets/redact.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints each prompt that was sent for a commit, and what was withheld from it; takes no lock. */
export const egress = async (
  revision: string,
  _: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  const { tools, resolve, close } = await openEgress(terminal.place)
  try {
    const commit = await resolve(revision)
    const prompts: Sent[] = []
    for await (const sent of sentFor(tools, commit)) {
      prompts.push(sent)
      if (!terminal.json) for (const line of lines(sent, terminal)) terminal.print(line)
    }
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, commit, prompts }, undefined, 2))
    else if (prompts.length === 0)
      terminal.print(`Nothing was sent to a model for ${commit.slice(0, 8)}.`)
    return prompts.every(({ state }) => state === 'same') ? exitCode.done : exitCode.undecided
  } finally {
    await close()
  }
}

const lines = (sent: Sent, { colors, quiet }: Terminal): readonly string[] => {
  const { at, file, section, attempt, bytes, tokens, hash, state, detail, prompt } = sent
  const receivers = sent.calls.map(({ provider, model }) => `${provider}:${model}`)
  const color = { same: colors.green, differs: colors.red, unknown: colors.yellow }[state]
  const head = [
    colors.bold(`${file}: ${section}`),
    `  ${at} to ${[...new Set(receivers)].join(', ')}, prompt ${attempt}: ${bytes} bytes, about ${tokens} tokens`,
    `  ${color(state)}  ${detail} (${hash.slice(0, 12)})`,
    ...keptBack(sent).map(line => `  withheld: ${line}`),
  ]
  if (quiet || !prompt) return head
  const shown = [colors.dim('---- system'), prompt.system, colors.dim('---- user'), prompt.user, '']
  return [...head, ...shown]
}

const keptBack = ({ withheld, files }: Sent): readonly string[] => [
  ...withheld.map(({ kind, count }) => `${count} × ${kind}: ${whyWithheld(kind)}`),
  ...files.map(file => `${file}: files of this name hold secrets`),
]
