import { fenceAt } from '../markdown/fences.ts'
import type { Guard } from './facts.ts'
import { withoutUnderscores } from './view.ts'

const sentences = [
  String.raw`(?:sure|certainly|of course|absolutely|okay|ok|great|understood|done)\s*[!,.:]+\s*(?:here|below|i\b|this|the\s+(?:updated|revised)|$)`,
  String.raw`here(?:['’]s|\s+is|\s+are)\s+(?:the|your|an?|my|how\s+the\s+section)\s+(?:\w+\s+)?(?:updated|revised|modified|new|corrected|complete|full|edited|rewritten|final|section|markdown|documentation|document)\b`,
  String.raw`below\s+you(?:\s+wi|['’])ll\s+find\b`,
  String.raw`below\s+is\s+(?:the|an?|your)\s+(?:updated|revised|new|modified|complete)\b`,
  String.raw`(?:i|we)(?:\s+have|['’]ve)?\s+(?:updated|revised|modified|changed|rewritten|rewrote|adjusted|left|kept)\b.*\b(?:section|documentation|docs|text|markdown|example|rest|heading|wording)\b`,
  String.raw`(?:i|we)(?:\s+have|['’]ve)\s+(?:updated|revised|added|modified|changed|rewritten|made|kept|only)\b`,
  String.raw`based\s+on\s+(?:the|your)\s+(?:diff|commit|changes?|provided|information)\b`,
  String.raw`(?:updated|revised|new)\s+(?:section|markdown|documentation|content)\s*:`,
  String.raw`(?:please\s+)?(?:let\s+me\s+know|tell\s+me)\s+if`,
  String.raw`i\s+hope\s+this`,
  String.raw`(?:feel\s+free\s+to|would\s+you\s+like\s+me\s+to|do\s+you\s+want\s+me\s+to)\b.*\b(?:ask|change|adjust|section|update)`,
  String.raw`(?:changes\s+made|summary\s+of\s+(?:the\s+)?changes|explanation(?:\s+of\s+(?:the\s+)?changes)?|key\s+changes|what\s+changed)\s*:`,
  String.raw`(?:changes\s+made|summary\s+of\s+changes|explanation\s+of\s+changes)\b`,
  String.raw`this\s+(?:update|revision|change|section\s+(?:was|has\s+been|is)\s+(?:now\s+)?updated|reflects\s+the\s+changes?)\b.*\b(?:commit|diff|section|changes?)`,
  String.raw`the\s+(?:above|following|updated|revised)\s+(?:section|markdown|text|documentation)\s+(?:now\s+)?(?:reflects|includes|has|is|was|contains|incorporates)\b`,
  String.raw`note:\s+(?:i\b|this\s+section\s+was|only)\b`,
  String.raw`as\s+an\s+(?:ai|language\s+model)\b`,
  String.raw`(?:sorry|apologies|unfortunately)\b.*\b(?:i|cannot|can['’]t|unable)\b`,
  String.raw`i(?:['’]m|\s+am)\s+(?:sorry|unable|not\s+able)`,
  String.raw`i\s+(?:can(?:not|['’]t)|could\s+not|couldn['’]t|was\s+unable)\b`,
  String.raw`no\s+(?:changes?|updates?|edits?)\s+(?:are\s+|is\s+|were\s+)?(?:needed|required|necessary)`,
  String.raw`(?:no_change|unchanged)\W*$`,
  String.raw`the\s+(?:rest\s+of\s+the\s+)?(?:section|documentation)\s+(?:is|remains|stays|does\s+not\s+need)\b.*(?:unchanged|as\s+(?:is|it\s+was)|same|accurate|up\s+to\s+date|update)`,
  String.raw`(?:sure|certainly|okay|ok|alright)\s*[!,.]+\s*here\s+(?:you\s+go|it\s+is)`,
  String.raw`(?:looking\s+at|after\s+reviewing|having\s+reviewed|given|considering)\s+(?:the|your|this)\s+(?:commit|diff|changes?)\b`,
  String.raw`(?:the\s+following|this|below)\s+is\s+(?:the|a|my)\s+(?:\w+\s+)?(?:updated|revised|new|modified|corrected|section)\b.*(?:section|version|text|:)`,
  String.raw`(?:i|we)\s+(?:made|left|kept|added|removed|renamed)\b.*\b(?:changes?|as\s+(?:they|it)\s+(?:were|was)|since\s+the\s+commit|to\s+match\s+the\s+(?:commit|diff|code))\b`,
  String.raw`(?:please\s+)(?:review|note\s+that\s+i|provide|share)\b`,
  String.raw`(?:could|can)\s+you\s+(?:please\s+)?(?:provide|share|clarify)\b`,
  String.raw`end\s+of\s+(?:the\s+)?(?:updated\s+)?(?:section|answer|response)\b`,
]

const commentary = new RegExp(String.raw`^\W*(?:${sentences.join('|')})`, 'i')

/** A new line in which somebody speaks of the answer instead of the program. */
const spoken: Guard = ({ next, newLines }) => {
  // In a block that nothing closes the last line is code to Markdown alone: MDX has such blocks.
  const last = next.lines.at(-1)
  const line = newLines.find(
    each => (!each.fenced || each === last) && commentary.test(withoutUnderscores(each.text)),
  )
  return (
    line && {
      rule: 'commentary',
      verdict: 'ask',
      what: `The answer speaks of itself: "${line.text.slice(0, 80)}".`,
    }
  )
}

const patchLine = /^(?:<<<<<<< |=======$|>>>>>>> |@@ -\d|--- [ab]\/|\+\+\+ [ab]\/|diff --git )/

/** A patch, a merge conflict or JSON where a section was asked for. */
const patch: Guard = ({ newLines }) => {
  const line = newLines.find(({ text, fenced }) => !fenced && patchLine.test(text))
  const json = newLines.some(({ text, fenced }) => !fenced && /^\{\s*"/.test(text))
  return line || json
    ? {
        rule: 'patch',
        verdict: 'ask',
        what: 'The answer is a patch or JSON, not the text of the section.',
      }
    : undefined
}

/** The section in a fence of its own: a new code block that holds its heading, or most of its text. */
const fencedSection: Guard = ({ old, next, newLines }) => {
  const own = old.headings[0]
  const line = own && old.text.slice(own.start, own.end).trim()
  const kept = new Set(old.lines.filter(({ fenced }) => !fenced).map(({ text }) => text))
  const inFences = next.lines.filter(({ text, fenced }) => fenced && kept.has(text))
  const was = old.lines.filter(({ text, fenced }) => fenced && kept.has(text))
  const holdsHeading =
    inFences.some(({ text }) => text === line) && newLines.some(({ text }) => fenceAt(text))
  const holdsMost = inFences.length - was.length > Math.max(2, kept.size / 2)
  return holdsHeading || holdsMost
    ? { rule: 'fenced', verdict: 'ask', what: 'The answer puts the section into a code block.' }
    : undefined
}

/** What a model says beside the section, or in its place. */
export const commentaryGuards: readonly Guard[] = [fencedSection, patch, spoken]
