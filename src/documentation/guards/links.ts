import type { Guard, GuardFacts } from './facts.ts'
import { htmlAddresses, imageAddresses } from './html.ts'
import { isReferenceHost } from './standard-names.ts'
import { addressTerms } from './vocabulary.ts'

const dangling = /(?<![\\!\]`\w])\[[^\]\n[]+\]\[([^\]\n[]+)\](?![[(])/g

/** A link to a definition that neither the section nor its document has. */
const danglingReference: Guard = ({ old, next, context }) => {
  const known = new Set(
    [...next.definitions, ...old.references]
      .map(({ name }) => name)
      .concat(context.definitions ?? []),
  )
  const found = [...next.prose.matchAll(dangling)].find(
    ([whole, name = '']) => !known.has(name.toLowerCase()) && !old.text.includes(whole),
  )
  return (
    found && {
      rule: 'dangling-reference',
      verdict: 'ask',
      what: `The answer links to [${found[1]}], which is defined nowhere.`,
    }
  )
}

const external = /^(?:https?:)?\/\//i

const isKnown = ({ own, sources }: GuardFacts, term: string): boolean =>
  own.has(term) || sources.known.has(term)

/** An image is loaded from its address by whoever reads the document: it leads where the repository already leads. */
const image: Guard = facts => {
  const urls = [
    ...facts.next.links.filter(({ image }) => image).map(({ url }) => url),
    ...imageAddresses(facts.next),
  ].filter(url => external.test(url))
  const found = urls.find(url => {
    const { host, whole } = addressTerms(url)
    return !isKnown(facts, whole) && (url.includes('?') || !isKnown(facts, host))
  })
  return found === undefined
    ? undefined
    : {
        rule: 'image',
        verdict: 'ask',
        what: `The answer shows an image from ${found.slice(0, 100)}, which nothing here names.`,
        unknown: [found],
      }
}

const addressesIn = /\b(?:https?|wss?|ftp):\/\/[^\s()<>[\]"'`\\]+/gi

const isExample = (host: string): boolean =>
  /(?:^|[./])(?:example\.(?:com|org|net)|(?:[\w-]+\.)?(?:example|test|invalid|localhost)|localhost|127\.0\.0\.1|0\.0\.0\.0)$/.test(
    host,
  )

/** The host of a new address is one that the repository knows, that everybody refers to, or that stands for any. */
const host: Guard = facts => {
  const shown = facts.next.lines.filter(({ fenced }) => !fenced).map(({ text }) => text)
  const urls = [
    ...facts.next.links.map(({ url }) => url),
    ...htmlAddresses(facts.next),
    ...shown.flatMap(text => text.match(addressesIn) ?? []),
  ].filter(url => /^(?:[a-z][\w+.-]*:)?\/\//i.test(url))
  const found = urls.find(url => {
    const { host } = addressTerms(url)
    const name = host.slice(2)
    return name !== '' && !isKnown(facts, host) && !isReferenceHost(name) && !isExample(name)
  })
  return found === undefined
    ? undefined
    : {
        rule: 'host',
        verdict: 'ask',
        what: `The answer leads to ${found.slice(0, 100)}, a host that nothing here names.`,
        unknown: [found],
      }
}

/** Where an answer leads. */
export const linkGuards: readonly Guard[] = [danglingReference, image, host]
