import { fenceAt, fencedBlock, outOfQuote } from '../markdown/fences.ts'
import type { Outline } from '../markdown.ts'
import type { Guard } from './facts.ts'

const blocksOf = ({ text, code }: Outline) =>
  code.flatMap(({ start, end }) => fencedBlock(text.slice(start, end)) ?? [])

/** Fenced code without a closing fence, wherever it stands. */
const openFences = (read: Outline): number => blocksOf(read).filter(({ closed }) => !closed).length

/** Code blocks that hold what looks like the beginning of another: the fence before it was left open. */
const swallowedFences = (read: Outline): number =>
  blocksOf(read).filter(({ open, inner }) =>
    inner.some(line => {
      const other = fenceAt(outOfQuote(line))
      return other !== undefined && other.info !== '' && other.mark.startsWith(open.mark)
    }),
  ).length

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
