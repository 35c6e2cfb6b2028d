import { readable } from '../terms.ts'

const chunk = /[^\s"'`()<>[\]{},;|*!=]+/g
const sign = /[\d./:@&?$-]/
const digit = /\d/
const number = /\d+(?:\.\d+)*/g
const edges = /^[.:?/-]+|[.:?/-]+$/g

/**
 * What is not a word but appears elsewhere exactly as written: numbers, versions, paths, addresses, dotted and dashed names;
 * in lower case, without the marks around it. A number within it counts for itself as well.
 */
export const literalsOf = (text: string): readonly string[] => {
  const found: string[] = []
  for (const each of readable(text).match(chunk) ?? []) {
    if (!sign.test(each)) continue
    const literal = each.replace(edges, '').toLowerCase()
    if (isLiteral(literal)) found.push(literal)
    if (digit.test(literal)) found.push(...numbersWithin(literal))
  }
  return found
}

const isLiteral = (text: string): boolean => text.length > 1 && sign.test(text)

/** Numbers of one figure are everywhere. */
const numbersWithin = (literal: string): readonly string[] =>
  (literal.match(number) ?? []).filter(each => each.length > 1 && each !== literal)

/** Whether a literal is a number or a version. */
export const isNumber = (literal: string): boolean => /^\d[\d.]*$/.test(literal)
