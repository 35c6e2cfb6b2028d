import type { DefaultChange } from '../diff-facts/fact.ts'
import type { Clause, Page } from '../markdown/clauses.ts'
import type { Span } from '../markdown/parse.ts'
import { literally } from '../shapes.ts'

/** The places in a part of a clause that state exactly the old value, in whatever way a document may write it. */
export const statedIn = (
  fact: DefaultChange,
  page: Page,
  clause: Clause,
  { start, end }: Span,
): Span[] =>
  clause.regions.flatMap(region => {
    const from = Math.max(region.start, start)
    const to = Math.min(region.end, end)
    if (region.kind === 'link' || from >= to) return []
    const inside = page.text.slice(from, to)
    const whole = clause.kind === 'row' && isOneCell(clause, region)
    return [...inside.matchAll(patternOf(fact, region.kind === 'span' || whole))]
      .filter(match => isSame(fact, match[0]))
      .map(match => ({ start: from + match.index, end: from + match.index + match[0].length }))
  })

const isNumber = (literal: string): boolean => /^\d[\d_]*(?:\.\d+)?$/.test(literal)
const isBoolean = (literal: string): boolean => /^(?:true|false)$/i.test(literal)

const isOneCell = ({ cells = [] }: Clause, { start, end }: Span): boolean =>
  cells.some(cell => cell.start === start && cell.end === end)

/** Numbers are read anywhere; a string or boolean only where it is all of a code span or cell, or in quotes. */
const patternOf = ({ from }: DefaultChange, alone: boolean): RegExp => {
  if (isNumber(from)) {
    return /(?<![\w.,$%^~<>=/-])(?<![<>=^~]\s)\d[\d_]*(?:,\d{3})*(?:\.\d+)?(?![\w%/-]|[.,]\d)/g
  }
  const text = literally(from)
  if (alone) return new RegExp(`(?<=^\\s*["']?)${text}(?=["']?\\s*$)`, 'g')
  if (isBoolean(from)) return new RegExp(`(?<=default[s\\s:=to]*)\\b${text}\\b`, 'gi')
  return new RegExp(`(?<=["'])${text}(?=["'])`, 'g')
}

const isSame = ({ from }: DefaultChange, written: string): boolean =>
  isNumber(from) ? plain(written) === plain(from) : written === from

const plain = (number: string): string => number.replace(/[_,]/g, '')

/** The new value in the way that the document wrote the old one. */
export const rewritten = ({ to }: DefaultChange, written: string): string => {
  if (!isNumber(to)) return to
  if (written.includes(',') && !to.includes('.'))
    return plain(to).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return written.includes('_') ? to : plain(to)
}
