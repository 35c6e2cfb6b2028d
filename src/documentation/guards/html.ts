import { attributeValues, type HtmlTag, readHtml } from '../markdown/html.ts'
import type { Guard } from './facts.ts'
import { addedValues, type View } from './view.ts'

const dangerous = new Set(
  'script iframe object embed form style link meta base svg math input button video audio'.split(
    ' ',
  ),
)

const scheme = /^\s*([a-z][\w+.-]*)\s*:/i
const safeScheme = /^(?:https?|mailto|tel|vscode|git|ssh|file)$/i
const addressAttributes = new Set([
  'src',
  'href',
  'srcset',
  'action',
  'data',
  'poster',
  'background',
])
const imageAttributes = new Set(['src', 'srcset', 'poster'])

/** The tags of a text; a comment shows nothing, and what is in it is looked at by a rule of its own. */
const tagsIn = ({ html }: View): readonly HtmlTag[] =>
  html.flatMap(({ value }) => readHtml(value).tags)

/** The addresses that HTML in a text leads to. */
export const htmlAddresses = (view: View): readonly string[] =>
  attributeValues({ tags: tagsIn(view) }, addressAttributes)

/** Those that it loads when it is shown. */
export const imageAddresses = (view: View): readonly string[] =>
  attributeValues({ tags: tagsIn(view) }, imageAttributes)

const dangers = (view: View): readonly string[] =>
  tagsIn(view).flatMap(({ name, attributes }) => [
    ...(dangerous.has(name) ? [name] : []),
    ...attributes.map(each => each.name).filter(each => /^on[a-z]+$/.test(each)),
  ])

const oddSchemes = (view: View): readonly string[] =>
  [...view.links.map(({ url }) => url), ...htmlAddresses(view)].flatMap(url => {
    const name = scheme.exec(url)?.[1]
    return name && !safeScheme.test(name) ? [`${name}:`] : []
  })

/** HTML that runs, loads or asks for something. */
const activeHtml: Guard = ({ old, next }) => {
  const [found] = [
    ...addedValues(dangers(old), dangers(next)),
    ...addedValues(oddSchemes(old), oddSchemes(next)),
  ]
  return found === undefined
    ? undefined
    : { rule: 'active-html', verdict: 'refuse', what: `The answer adds "${found}".` }
}

const comments = ({ html }: View): readonly string[] =>
  html.flatMap(({ value }) => readHtml(value).comments)

const order =
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|all)\b.{0,40}\b(?:instructions?|rules|prompts?|text)?|\b(?:system|assistant)\s+prompt\b|\byou\s+(?:are\s+now|must\s+now)\b/i

/** Words meant for a model that reads the document later, hidden or not. */
const hiddenOrder: Guard = ({ old, next, newLines }) => {
  const added = addedValues(comments(old), comments(next))
  const found =
    added.find(comment => order.test(comment)) ??
    newLines.find(
      ({ text }) =>
        /\b(?:previous|prior|above|earlier)\s+(?:instructions|rules|prompts?)\b/i.test(text) &&
        order.test(text),
    )?.text
  return found === undefined
    ? undefined
    : {
        rule: 'hidden-order',
        verdict: 'refuse',
        what: `The answer holds an order to its reader: "${found.slice(0, 80)}".`,
      }
}

/** A comment that the section did not have says nothing to who reads the document. */
const newComment: Guard = ({ old, next }) => {
  const [found] = addedValues(comments(old), comments(next))
  return found === undefined
    ? undefined
    : { rule: 'new-comment', verdict: 'doubt', what: `The answer adds "${found.slice(0, 80)}".` }
}

const plainTags = new Set(
  `a abbr b br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p picture pre q s samp small source span
  strong sub summary sup table tbody td th thead tr u ul var center font video`.split(/\s+/),
)

/** A tag that neither HTML documents commonly have nor any document here. */
const unknownTag: Guard = ({ next, sources, own }) => {
  const names = tagsIn(next).map(({ name }) => name)
  const found = names.find(
    name => !plainTags.has(name) && !own.has(`<${name}`) && !sources.known.has(`<${name}`),
  )
  return found === undefined
    ? undefined
    : {
        rule: 'unknown-tag',
        verdict: 'ask',
        what: `The answer has the HTML tag <${found}>, which no document here has.`,
        unknown: [`<${found}>`],
      }
}

/** What Markdown lets through to the browser. */
export const htmlGuards: readonly Guard[] = [activeHtml, hiddenOrder, unknownTag, newComment]
