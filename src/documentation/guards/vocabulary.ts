/**
 * Terms that texts are known to hold. Words are joined and in lower case (`maxretries` for `maxRetries`, `MAX_RETRIES` and
 * `--max-retries`), numbers begin with `#`, hosts and addresses with `//`, hosts of mail with `@`, one-letter flags with `-`, tags with `<`.
 */
export interface Vocabulary {
  has(term: string): boolean
}

const word = /[\p{L}_$][\p{L}\p{M}\p{N}_$]*(?:-[\p{L}\p{M}\p{N}_$]+)*/gu
const number = /(?<![\p{L}_$.\d])v?(\d[\d_,]*(?:\.\d+)*(?:e\d+)?)/giu
const address = /\b(?:https?|wss?|ftp):\/\/[^\s()<>[\]"'`\\]+/gi
const mail = /(?<=[\w.+-])@(?:[\w-]+\.)+[a-z]{2,}\b/gi
const shortFlag = /(?<![\w./-])-[A-Za-z](?![\w-])/g
const tag = /<([a-z][\w-]*)(?=[\s/>])/gi

/** A name without what joins its parts, in lower case. */
export const joinedName = (name: string): string => name.replace(/[-_$]/g, '').toLowerCase()

/** A number as it counts, however it is grouped: `1_000` and `1,000` are `#1000`. */
export const numberTerm = (written: string): string => {
  const plain = written.replace(/[_,]/g, '').replace(/^v/i, '')
  return `#${/^\d+e\d+$/i.test(plain) ? Number(plain) : plain}`
}

/** An address without its scheme, `www.` and what may end a sentence: its host, and all of it. */
export const addressTerms = (url: string): { readonly host: string; readonly whole: string } => {
  const bare = url
    .replace(/^[a-z][\w+.-]*:(?=\/\/)/i, '')
    .replace(/^\/\/(?:[^/@]*@)?(?:www\.)?/i, '//')
    .replace(/[.,;:!?*_]+$/, '')
  const host = /^\/\/[^/?#:]*/.exec(bare)?.[0].toLowerCase() ?? ''
  return { host, whole: host + bare.slice(host.length).replace(/\/$/, '') }
}

function* wordTerms(text: string): Generator<string> {
  for (const [written] of text.matchAll(word)) {
    yield joinedName(written)
    if (!written.includes('-')) continue
    for (const part of written.split('-')) yield joinedName(part)
  }
}

/** A version is known with all it begins with: `1.2.3` makes `1.2` known. */
function* numberTerms(text: string): Generator<string> {
  for (const [, written = ''] of text.matchAll(number)) {
    yield numberTerm(written)
    const parts = written.split('.')
    for (let length = 1; length < parts.length; length += 1)
      yield numberTerm(parts.slice(0, length).join('.'))
  }
}

/** Everything a text makes known. */
export const termsOf = (text: string): ReadonlySet<string> => {
  const terms = new Set<string>(wordTerms(text))
  for (const term of numberTerms(text)) terms.add(term)
  for (const [url] of text.matchAll(address)) {
    const { host, whole } = addressTerms(url)
    terms.add(host).add(whole)
  }
  for (const [host] of text.matchAll(mail)) terms.add(host.toLowerCase())
  for (const [flag] of text.matchAll(shortFlag)) terms.add(flag)
  for (const [, name = ''] of text.matchAll(tag)) terms.add(`<${name.toLowerCase()}`)
  return terms
}

/** What any of some vocabularies knows. */
export const anyOf = (vocabularies: readonly Vocabulary[]): Vocabulary => ({
  has: term => vocabularies.some(each => each.has(term)),
})
