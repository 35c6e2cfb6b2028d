import { readHtml } from '../markdown/html.ts'
import type { Guard } from './facts.ts'
import { addedValues, type View } from './view.ts'

const emoji = /\p{Extended_Pictographic}(?:\uFE0F|\u200D|\p{Emoji_Modifier})*|[\d#*]\uFE0F?\u20E3/gu
/** Scripts whose words need joiners. */
const joinedScripts =
  /(?<=[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Thai}])[\u200B-\u200D]/gu

const invisible = (text: string): readonly string[] =>
  text
    .replace(emoji, '')
    .replace(joinedScripts, '')
    .match(/\p{Default_Ignorable_Code_Point}|[\u2800\u3164\uFFA0\u00AD\u180E]/gu) ?? []

/** Characters that nobody sees carry words for machines, or break a name that looks whole. */
const invisibleCharacters: Guard = ({ old, next }) => {
  const [found] = addedValues(invisible(old.text), invisible(next.text))
  if (found === undefined) return undefined
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return {
    rule: 'invisible-character',
    verdict: 'refuse',
    what: `The answer has the invisible character U+${code}.`,
  }
}

/** Letters that are drawn as others: mathematical, enclosed and of full width. */
const drawnLetters = (text: string): readonly string[] =>
  text.match(/[\u{1D400}-\u{1D7FF}\u{1F130}-\u{1F169}\uFF21-\uFF3A\uFF41-\uFF5A]/gu) ?? []

/** Words in other letters than they are read in pass by whoever looks for them. */
const disguisedLetters: Guard = ({ old, next }) => {
  const [found] = addedValues(drawnLetters(old.text), drawnLetters(next.text))
  return found === undefined
    ? undefined
    : {
        rule: 'invisible-character',
        verdict: 'refuse',
        what: `The answer has "${found}" in the place of a plain letter.`,
      }
}

const hidingStyle =
  /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0|opacity\s*:\s*0(?:\.0*)?(?![\d.])|(?:left|top|text-indent)\s*:\s*-\d{3,}|(?:max-)?(?:height|width)\s*:\s*0(?![\d.])|(?<!-)color\s*:\s*(?:white|transparent|#fff(?:fff)?)\b|clip(?:-path)?\s*:/i

const hiddenTags = ({ html }: View): readonly string[] =>
  html
    .flatMap(({ value }) => readHtml(value).tags)
    .flatMap(({ name, attributes }) => {
      const hides = attributes.some(
        each =>
          each.name === 'hidden' ||
          (each.name === 'aria-hidden' && each.value === 'true') ||
          (each.name === 'style' && hidingStyle.test(each.value)) ||
          (each.name === 'color' && /^(?:white|transparent|#fff(?:fff)?)$/i.test(each.value)),
      )
      return hides || name === 'template' || name === 'noscript' ? [name] : []
    })

/** Text that HTML keeps from its readers. */
const hiddenHtml: Guard = ({ old, next }) => {
  const [found] = addedValues(hiddenTags(old), hiddenTags(next))
  return found === undefined
    ? undefined
    : { rule: 'hidden-html', verdict: 'refuse', what: `The answer hides the text of a <${found}>.` }
}

const htmlHeadings = ({ html }: View): readonly string[] =>
  html
    .flatMap(({ value }) => readHtml(value).tags.map(({ name }) => name))
    .filter(name => /^h[1-6]$/.test(name))

/** A heading that is none to Markdown is one to readers. */
const htmlHeading: Guard = ({ old, next }) => {
  const [tag] = addedValues(htmlHeadings(old), htmlHeadings(next))
  const quoted = next.headings.find(
    ({ top, title }) => !top && !old.headings.some(each => each.title === title),
  )
  return tag === undefined && !quoted
    ? undefined
    : {
        rule: 'other-heading',
        verdict: 'ask',
        what: `The answer has a heading in HTML or in another block: ${tag ? `<${tag}>` : quoted?.title}.`,
      }
}

/** Definitions that lead nowhere are how Markdown writers hide a comment: `[//]: # (text)`. */
const hiddenDefinition =
  /^ {0,3}\[(?:(?:\/\/|comment|_|#|hidden)[^\]\n]*\]:\s*(?:#|<>|\/)\s*\S|[^\]\n]+\]:\s*(?:#|<#?>)\s+["'(]).*$/gim

const hiddenComment: Guard = ({ old, next }) => {
  const [found] = addedValues(
    old.text.match(hiddenDefinition) ?? [],
    next.text.match(hiddenDefinition) ?? [],
  )
  return found === undefined
    ? undefined
    : {
        rule: 'hidden-comment',
        verdict: 'refuse',
        what: `The answer hides "${found.slice(0, 80)}".`,
      }
}

const template =
  /<\/?s>|<\|[a-z_]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:start|end)_of_turn>|<\/?think(?:ing)?>|\bEOT_TOKEN\b|<\/?(?:answer|response|output)>\s*$/gim

/** What a chat with a model is written down with. */
const chatTemplate: Guard = ({ old, next }) => {
  const [found] = addedValues(old.text.match(template) ?? [], next.text.match(template) ?? [])
  return found === undefined
    ? undefined
    : {
        rule: 'chat-template',
        verdict: 'refuse',
        what: `The answer has "${found}" of a chat in it.`,
      }
}

/** What readers do not see. */
export const invisibleGuards: readonly Guard[] = [
  invisibleCharacters,
  disguisedLetters,
  hiddenHtml,
  hiddenComment,
  chatTemplate,
  htmlHeading,
]
