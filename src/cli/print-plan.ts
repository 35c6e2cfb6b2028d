import { type Total, totalOf } from '../commands/commit/estimate.ts'
import type { Preview } from '../kinds/commit/preview.ts'
import { dollars } from '../ports/money.ts'
import { count } from './print-usage.ts'
import type { Terminal } from './terminal.ts'

/** A plan as lines for a person: each commit with its targets, why, the size of the prompt and the likely change. */
export const planLines = (runs: readonly Preview[], { colors }: Terminal): readonly string[] => {
  if (runs.length === 0) return ['Nothing to do: there are no new commits.']
  return [
    ...runs.flatMap(({ commit, subject, state, reason, targets }) => [
      `${colors.bold(commit.slice(0, 8))} ${subject}`,
      ...(targets.length === 0 ? [`  ${state}: ${reason ?? ''}`] : []),
      ...targets.flatMap(target => targetLines(target, colors)),
    ]),
    ...totalLines(totalOf(runs)),
  ]
}

const totalLines = (total: Total): readonly string[] =>
  total.requests + total.cached === 0 ? [] : ['', `Total: ${estimateText(total)}`]

/** The estimate of a plan as a sentence. */
export const estimateText = ({ requests, cached, ...total }: Total): string => {
  const asked = `${requests} ${requests === 1 ? 'request' : 'requests'}`
  const tokens = `about ${count(total.inputTokens)} tokens in and ${count(total.outputTokens)} out`
  const answers = cached === 0 ? '' : ` ${cached} answers are in the cache.`
  return `${asked}, ${tokens}: ${costText(total)}.${answers}`
}

const costText = ({ cost, atMost }: Pick<Total, 'cost' | 'atMost'>): string => {
  if (cost === undefined || atMost === undefined) return 'the cost is not known'
  return atMost === 0 ? 'it costs nothing' : `about ${dollars(cost)}, at most ${dollars(atMost)}`
}

const targetLines = (target: Preview['targets'][number], colors: Terminal['colors']): string[] => {
  const { file, section, strategy, why, state, reason, prompt, estimate, cached, diff } = target
  const price = estimate?.cost === undefined ? '' : `, about ${dollars(estimate.cost)}`
  const tokens = estimate
    ? `about ${estimate.inputTokens} tokens, at most ${prompt?.tokens}${price}`
    : `about ${prompt?.tokens} tokens`
  const known = cached ? ', its answer is in the cache' : ''
  const size = prompt ? `prompt ${prompt.bytes} bytes, ${tokens}${known}` : ''
  return [
    `  ${file}: ${section} (${strategy})`,
    `    ${why}`,
    ...(size ? [`    ${colors.dim(size)}`] : []),
    ...(state === 'failed' ? [`    ${colors.red(`would fail: ${reason}`)}`] : []),
    ...(state === 'skipped' ? [`    ${colors.yellow(`would be skipped: ${reason}`)}`] : []),
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
