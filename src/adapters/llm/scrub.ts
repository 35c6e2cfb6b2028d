const removed = '[API key]'

/** Characters. A shorter key is no secret, and would be found in messages by chance. */
const shortest = 4

/** Characters of a key that may stand in a message: servers repeat keys in pieces. */
const longestPiece = 7

/** Takes a key out of the words of others, in each form in which a server or a library may repeat it, whole or in pieces. */
export const scrubber = (key: string | undefined): ((text: string) => string) => {
  if (key === undefined || key.length < shortest) return text => text
  const forms = [...new Set([key, encodeURIComponent(key), Buffer.from(key).toString('base64')])]
  return text =>
    forms.reduce(
      (rest, form) => withoutPieces(rest.replaceAll(form, removed), form, longestPiece + 1),
      text,
    )
}

/** A text without any piece of a secret of at least so many characters. */
const withoutPieces = (text: string, secret: string, length: number): string => {
  if (secret.length <= length) return text
  let rest = text
  for (let start = 0; start + length <= secret.length; start += 1) {
    for (let at = rest.indexOf(secret.slice(start, start + length)); at >= 0; ) {
      let end = length
      while (start + end < secret.length && rest[at + end] === secret[start + end]) end += 1
      rest = `${rest.slice(0, at)}${removed}${rest.slice(at + end)}`
      at = rest.indexOf(secret.slice(start, start + length))
    }
  }
  return rest
}

/** Characters of a message that are looked at: a whole body may be megabytes. */
const enough = 20_000

/** The words of others as one short line without control characters and without the key. */
export const oneLine = (words: string, scrub: (text: string) => string, limit = 240): string => {
  const line = words
    .slice(0, enough)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  // The key goes before the line is cut, or half of it could remain.
  const clean = scrub(line)
  return clean.length > limit ? `${clean.slice(0, limit).trimEnd()}…` : clean
}
