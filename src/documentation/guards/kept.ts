import { placeholderPattern } from '../secrets/redact.ts'
import type { Guard } from './facts.ts'
import { addedValues } from './view.ts'

const placeholders = (text: string): readonly string[] =>
  text.match(new RegExp(placeholderPattern.source, 'g')) ?? []

/** What stands in the place of a secret, which no document must have; no answer can help it where the section has the secret. */
const withheld: Guard = ({ old, next, context }) => {
  const [found] = addedValues(placeholders(old.text), placeholders(next.text))
  return found === undefined
    ? undefined
    : {
        rule: 'withheld',
        verdict: context.withheld ? 'refuse' : 'ask',
        what: `The answer has "${found}", which stands for something that was not shown.`,
      }
}

/** A line that fenced the data of the prompt. */
const fenceLine: Guard = ({ next, context: { mark } }) =>
  mark && next.text.includes(mark)
    ? {
        rule: 'fence-line',
        verdict: 'ask',
        what: 'The answer repeats a line that only parts the data of the prompt.',
      }
    : undefined

/** A line that the settings say nobody touches. */
const neverTouched: Guard = ({ context: { neverTouch = [] }, lostLines, newLines }) => {
  const holding = ({ text }: { readonly text: string }) =>
    neverTouch.some(each => text.includes(each))
  const line = lostLines.find(holding) ?? newLines.find(holding)
  return (
    line && {
      rule: 'never-touch',
      verdict: 'ask',
      what: `The answer touches a line that must stay as it is: "${line.text.slice(0, 80)}".`,
    }
  )
}

/** What an answer must not have, and what it must not touch. */
export const keptGuards: readonly Guard[] = [withheld, fenceLine, neverTouched]
