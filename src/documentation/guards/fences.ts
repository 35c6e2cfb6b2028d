import type { Outline } from '../markdown.ts'
import type { Guard } from './facts.ts'

/** Fenced code without a closing fence, wherever it stands. */
const openFences = ({ text, code }: Outline): number =>
  code.filter(({ start, end }) => {
    const lines = text.slice(start, end).split('\n')
    const [mark] = /^(?:`{3,}|~{3,})/.exec(lines[0] ?? '') ?? []
    if (!mark) return false
    const last = lines.length > 1 ? (lines.at(-1) ?? '').replace(/^[\s>]*/, '').trimEnd() : ''
    return !(last.startsWith(mark) && last === mark[0]?.repeat(last.length))
  }).length

/** Code blocks that hold what looks like the beginning of another: the fence before it was left open. */
const swallowedFences = ({ text, code }: Outline): number =>
  code.filter(({ start, end }) => {
    const [first = '', ...lines] = text.slice(start, end).split('\n')
    const [mark] = /^(?:`{3,}|~{3,})/.exec(first) ?? []
    return (
      mark !== undefined && lines.some(line => line.trim().startsWith(mark) && /^\W+\w/.test(line))
    )
  }).length

const swallowed: Guard = ({ old, next }) =>
  swallowedFences(next) > swallowedFences(old)
    ? { rule: 'open-fence', verdict: 'ask', what: 'The answer opens a code fence inside another.' }
    : undefined

/** A code fence that nothing closes swallows what comes after the section. */
const openFence: Guard = ({ old, next }) =>
  openFences(next) > openFences(old)
    ? { rule: 'open-fence', verdict: 'refuse', what: 'The answer leaves a code fence open.' }
    : undefined

const openComments = ({ html }: Outline): number =>
  html.filter(({ value }) => value.lastIndexOf('<!--') > value.lastIndexOf('-->')).length

/** So does an HTML comment. */
const openComment: Guard = ({ old, next }) =>
  openComments(next) > openComments(old)
    ? { rule: 'open-comment', verdict: 'refuse', what: 'The answer leaves an HTML comment open.' }
    : undefined

/** What would swallow the text that follows. */
export const fenceGuards: readonly Guard[] = [openFence, swallowed, openComment]
