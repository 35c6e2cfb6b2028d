import { change, type Difference, type Part, said } from './difference.ts'
import { repeatsMore } from './repetitions.ts'
import { couldBe } from './types-and-values.ts'
import type { View } from './view.ts'

/** `pattern`, `format`, `multipleOf`, `uniqueItems`. */
export const compareForms: Part = (before, after) => [
  ...patterns(before, after),
  ...formats(before, after),
  ...multiples(before, after),
  ...unique(before, after),
]

const patterns = (before: View, after: View): readonly Difference[] => {
  if (!couldBe(before, ['string'])) return []
  const fresh = [...after.patterns].filter(each => !before.patterns.has(each))
  if (fresh.length === 0) return relaxed(before.patterns, after.patterns, 'pattern', after)
  const known = before.values?.filter(each => typeof each === 'string')
  if (known) return misfits(known, fresh, after)
  if (fresh.every(each => [...before.patterns].some(earlier => repeatsMore(earlier, each))))
    return [change('minor', 'The pattern allows more repetitions.', after, 'pattern')]
  return before.patterns.size === 0
    ? [change('major', `A pattern is asked for: ${fresh.join(', ')}.`, after, 'pattern')]
    : [
        change(
          'unknown',
          'The pattern is another one, and nobody can tell which texts fit only one of them.',
          after,
          'pattern',
        ),
      ]
}

const misfits = (
  values: readonly string[],
  patterns: readonly string[],
  after: View,
): readonly Difference[] =>
  values
    .filter(value => !patterns.every(pattern => fits(pattern, value)))
    .map(value =>
      change('major', `The value ${said(value)} does not fit the pattern.`, after, 'pattern'),
    )

/** Whether a text fits a pattern, which may be none that JavaScript knows. */
export const fits = (pattern: string, text: string): boolean => {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return false
  }
}

const formats = (before: View, after: View): readonly Difference[] => {
  const fresh = [...after.formats].filter(each => !before.formats.has(each))
  if (fresh.length === 0) return relaxed(before.formats, after.formats, 'format', after)
  if (!couldBe(before, ['string', 'number', 'integer'])) return []
  return before.formats.size === 0
    ? [change('major', `The format ${fresh.join(', ')} is asked for.`, after, 'format')]
    : [
        change(
          'unknown',
          `The format is ${fresh.join(', ')} now, it was ${[...before.formats].join(', ')}, and nobody can tell which texts fit only one of them.`,
          after,
          'format',
        ),
      ]
}

const relaxed = (
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  keyword: string,
  view: View,
): readonly Difference[] =>
  [...before].some(each => !after.has(each))
    ? [change('minor', `The ${keyword} is not asked for any more.`, view)]
    : []

const multiples = (before: View, after: View): readonly Difference[] => {
  if (!couldBe(before, ['number', 'integer'])) return []
  const known = before.types.has('number') ? before.multiples : [...before.multiples, 1]
  const fresh = after.multiples.filter(each => !known.some(other => Number.isInteger(other / each)))
  if (fresh.length > 0)
    return [
      change(
        'major',
        `Only multiples of ${fresh.join(', ')} are allowed now.`,
        after,
        'multipleOf',
      ),
    ]
  return before.multiples.some(each => !after.multiples.includes(each))
    ? [change('minor', 'multipleOf is wider.', after)]
    : []
}

const unique = (before: View, after: View): readonly Difference[] => {
  if (before.isUnique === after.isUnique || !couldBe(before, ['array'])) return []
  return after.isUnique
    ? [change('major', 'No two elements may be the same now.', after, 'uniqueItems')]
    : [change('minor', 'Elements may be the same now.', after)]
}
