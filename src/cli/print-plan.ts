import type { Preview } from '../engine/preview.ts'
import type { Terminal } from './terminal.ts'

/** A plan as lines for a person: each commit, its targets, why, the prompt's size and the would-be change. */
export const planLines = (runs: readonly Preview[], { colors }: Terminal): readonly string[] => {
  if (runs.length === 0) return ['Nothing to do: every commit of this branch has been looked at.']
  return runs.flatMap(({ commit, subject, state, reason, targets }) => [
    `${colors.bold(commit.slice(0, 8))} ${subject}`,
    ...(targets.length === 0 ? [`  ${state}: ${reason ?? ''}`] : []),
    ...targets.flatMap(target => targetLines(target, colors)),
  ])
}

const targetLines = (target: Preview['targets'][number], colors: Terminal['colors']): string[] => {
  const { file, section, strategy, why, state, reason, prompt, diff } = target
  const size = prompt ? `prompt ${prompt.bytes} bytes, about ${prompt.tokens} tokens` : ''
  return [
    `  ${file}: ${section} (${strategy})`,
    `    ${why}`,
    ...(size ? [`    ${colors.dim(size)}`] : []),
    ...(state === 'failed' ? [`    ${colors.red(`would fail: ${reason}`)}`] : []),
    ...(state === 'unchanged' ? [`    ${colors.dim('no change')}`] : []),
    ...(diff
      ? diff
          .trimEnd()
          .split('\n')
          .map(line => `    ${colored(line, colors)}`)
      : []),
  ]
}

const colored = (line: string, colors: Terminal['colors']): string => {
  if (line.startsWith('+')) return colors.green(line)
  if (line.startsWith('-')) return colors.red(line)
  return line
}
