import type { Guard, GuardFacts } from './facts.ts'
import { htmlAddresses, imageAddresses } from './html.ts'
import { isReferenceHost } from './standard-names.ts'
import { addressTerms, joinedName } from './vocabulary.ts'

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

const isKnown = ({ shown, sources }: GuardFacts, term: string): boolean =>
  shown.has(term) || sources.known.has(term)

/** Every reader's browser loads an image from its address, so it must be one that the repository already leads to. */
export const image: Guard = facts => {
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

/** Hosts where anybody may put anything: there it is the owner who must be known. */
const hostsOfMany =
  /^\/\/(?:github\.com|raw\.githubusercontent\.com|gist\.github\.com|gist\.githubusercontent\.com|gitlab\.com|bitbucket\.org|codeberg\.org|sr\.ht|(?:www\.)?npmjs\.com\/package|unpkg\.com|cdn\.jsdelivr\.net\/(?:npm|gh)|pypi\.org\/project|crates\.io\/crates|rubygems\.org\/gems|hub\.docker\.com\/(?:r|u)|ghcr\.io|quay\.io|discord\.gg|discord\.com\/invite|t\.me|chat\.whatsapp\.com|join\.slack\.com\/t|patreon\.com|opencollective\.com|buymeacoffee\.com|ko-fi\.com|medium\.com|twitter\.com|x\.com|linkedin\.com\/(?:in|company)|youtube\.com|bit\.ly|tinyurl\.com|huggingface\.co)\/@?([\w.-]+)/i

const ownerIsKnown = (facts: GuardFacts, whole: string): boolean => {
  const owner = hostsOfMany.exec(whole)?.[1]
  if (owner === undefined || isKnown(facts, whole)) return true
  // Whoever a suspect commit names is nobody's acquaintance.
  return !facts.sources.suspect && isKnown(facts, joinedName(owner))
}

const isFamiliar = (facts: GuardFacts, url: string): boolean => {
  const { host, whole } = addressTerms(url)
  const name = host.slice(2)
  if (name === '' || isExample(name)) return true
  return (isKnown(facts, host) || isReferenceHost(name)) && ownerIsKnown(facts, whole)
}

const unfamiliar = (facts: GuardFacts, urls: readonly string[]): string | undefined =>
  urls.filter(url => /^(?:[a-z][\w+.-]*:)?[/\\]{2}/i.test(url)).find(url => !isFamiliar(facts, url))

/**
 * The host of a new address is one that the repository knows, that everybody refers to, or that stands for any. Examples have hosts
 * of their own more often than not: there it is a doubt, unless the commit gives orders.
 */
export const host: Guard = facts => {
  const written = (inCode: boolean) =>
    facts.newLines
      .filter(({ fenced }) => fenced === inCode)
      .flatMap(({ text }) => text.match(addressesIn) ?? [])
  const links = facts.next.links.map(({ url }) => url)
  const shown = unfamiliar(facts, [...links, ...htmlAddresses(facts.next), ...written(false)])
  const found = shown ?? unfamiliar(facts, written(true))
  return found === undefined
    ? undefined
    : {
        rule: 'host',
        verdict: shown || facts.sources.suspect ? 'ask' : 'doubt',
        what: `The answer leads to ${found.slice(0, 100)}, a host that nothing here names.`,
        unknown: [found],
      }
}

const mailIn = /[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b/gi

/** Nor is anybody to write to an address that nothing here names. */
export const mail: Guard = facts => {
  const written = facts.newLines.flatMap(({ text }) => text.match(mailIn) ?? [])
  const found = written.find(address => {
    const host = address.slice(address.lastIndexOf('@')).toLowerCase()
    const name = host.slice(1)
    return !isExample(name) && !isReferenceHost(name) && !isKnown(facts, host)
  })
  return found === undefined
    ? undefined
    : {
        rule: 'mail',
        verdict: 'ask',
        what: `The answer has the mail address ${found.slice(0, 100)}, whose host nothing here names.`,
        unknown: [found],
      }
}

/** Where an answer leads. */
export const linkGuards: readonly Guard[] = [danglingReference, image, host, mail]
