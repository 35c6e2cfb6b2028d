const removed = '[API key]'

/** Shorter than any secret: in words it would be found by chance only. */
const shortest = 4

/** Takes a key out of words that are not ours, in the forms a server or a library may repeat it. */
export const scrubber = (key: string | undefined): ((text: string) => string) => {
  if (key === undefined || key.length < shortest) return text => text
  const forms = new Set([key, encodeURIComponent(key), Buffer.from(key).toString('base64')])
  return text => [...forms].reduce((rest, form) => rest.replaceAll(form, removed), text)
}

/** Someone else's words as one short line: no control characters, no key, no more than fits a message. */
export const oneLine = (words: string, scrub: (text: string) => string, limit = 240): string => {
  // Scrubbed before it is cut, or half a key could remain.
  const line = scrub(words.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim())
  return line.length > limit ? `${line.slice(0, limit).trimEnd()}…` : line
}
