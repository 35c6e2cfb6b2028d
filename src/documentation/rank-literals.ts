import { readable } from './tokens.ts'

const chunk = /[^\s"'`()<>[\]{},;|*!=]+/g
const sign = /[\d./:@&?$-]/
const edges = /^[.:?/-]+|[.:?/-]+$/g

/**
 * What of a text is no word and yet found again as it is written: numbers, versions, paths, addresses, dotted and dashed names;
 * in lower case, without the marks around it.
 */
export const literalsOf = (text: string): readonly string[] => {
  const found: string[] = []
  for (const each of readable(text).match(chunk) ?? []) {
    if (!sign.test(each)) continue
    const literal = each.replace(edges, '').toLowerCase()
    if (literal.length > 1 && sign.test(literal)) found.push(literal)
  }
  return found
}
