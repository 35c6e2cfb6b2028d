import {
  templateAnchorMissing,
  templateAnchorTwice,
  templateInvalid,
  templateTargetExists,
  templateTargetMissing,
} from '../../errors/templates.ts'
import type { FrontMatter } from './front-matter.ts'

/** A rendered text, and where it goes. */
export interface Placed extends Pick<FrontMatter, 'inject' | 'force'> {
  readonly template: string
  readonly to: string
  readonly text: string
  readonly anchor?: string | undefined
  readonly unless?: string | undefined
}

/** What a file becomes. */
export interface Put {
  readonly state: 'created' | 'replaced' | 'injected' | 'unchanged' | 'skipped'
  readonly content: string
  readonly reason?: string | undefined
}

/**
 * Puts a rendered text into a file, `before` undefined if there is none. TEMPLATE_TARGET_EXISTS, TEMPLATE_TARGET_MISSING,
 * TEMPLATE_ANCHOR_MISSING, TEMPLATE_ANCHOR_TWICE.
 */
export const put = (before: string | undefined, placed: Placed): Put => {
  const { to, text, inject, unless, force } = placed
  if (before !== undefined && unless !== undefined && before.includes(unless))
    return { state: 'skipped', content: before, reason: `${to} has "${unless}" already` }
  if (inject) return injected(before, placed)
  if (before === undefined) return { state: 'created', content: text }
  if (before === text) return { state: 'unchanged', content: before }
  if (!force) throw templateTargetExists(to)
  return { state: 'replaced', content: text }
}

const injected = (before: string | undefined, placed: Placed): Put => {
  const { to, text, inject } = placed
  if (before === undefined) {
    if (inject !== 'append') throw templateTargetMissing(to)
    return { state: 'created', content: text }
  }
  const end = before.includes('\r\n') ? '\r\n' : '\n'
  const body = inLines(text, end)
  if (body === '') return { state: 'unchanged', content: before }
  const content = inject === 'append' ? inLines(before, end) + body : beside(before, body, placed)
  return { state: 'injected', content }
}

/** Whole lines, with the ends that the file has. */
const inLines = (text: string, end: string): string => {
  const lines = text.replace(/\r?\n/g, end)
  return lines === '' || lines.endsWith(end) ? lines : lines + end
}

const beside = (before: string, body: string, { template, to, inject, anchor = '' }: Placed) => {
  if (anchor.trim() === '') throw templateInvalid(template, 'its anchor is empty')
  const lines = before.split(/(?<=\n)/)
  const found = lines.flatMap((line, at) => (line.includes(anchor) ? [at] : []))
  const [at] = found
  if (at === undefined) throw templateAnchorMissing(to, anchor)
  if (found.length > 1)
    throw templateAnchorTwice(
      to,
      anchor,
      found.slice(0, 5).map(each => each + 1),
    )
  const place = inject === 'before' ? at : at + 1
  const head = lines.slice(0, place).join('')
  // The last line of a file may have no end.
  const gap = head !== '' && !head.endsWith('\n') ? (body.endsWith('\r\n') ? '\r\n' : '\n') : ''
  return head + gap + body + lines.slice(place).join('')
}
