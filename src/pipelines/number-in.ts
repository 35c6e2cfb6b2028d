/** The number in a text: the text itself, or what a JSON pointer leads to (RFC 6901). A text says why there is none. */
export const numberIn = (text: string, pointer: string | undefined): number | string => {
  if (pointer === undefined) {
    const trimmed = text.trim()
    const number = trimmed === '' ? Number.NaN : Number(trimmed)
    return Number.isFinite(number) ? number : 'it is not a number; name one in JSON with `pointer`'
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'it is not JSON'
  }
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
      return `it has nothing at ${pointer}`
    value = (value as Record<string, unknown>)[key]
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return `what it has at ${pointer} is not a number`
}
