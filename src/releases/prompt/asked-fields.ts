/** A field that a prompt asks for. */
export interface AskedField {
  readonly name: string
  /** From 1. */
  readonly line: number
  /** How it is asked for: in an example of JSON, in a list of fields, or in a sentence. */
  readonly by: 'example' | 'list' | 'sentence'
  /** Where it is in an example: the names around it. */
  readonly path: readonly string[]
}

/** Headings and lines after which a list or an example is what the model has to answer, and those after which it is not. */
const beginsOutput =
  /\b(?:required|optional|mandatory|output|response|answer|result|returned?)\b.{0,30}\b(?:sections?|fields?|keys?|propert(?:y|ies)|structure|format|json|shape|schema)\b|\b(?:sections?|fields?|keys?|propert(?:y|ies)|structure|format|json|shape)\b.{0,20}\b(?:of|for|in) (?:the |your )?(?:output|response|answer|result)\b|^\W*(?:output|response)\W*$/i
const beginsInput =
  /\b(?:inputs?|context|given|received?|source|available|reads?|previous|tools?|arguments?|configuration|settings)\b/i
const isWarning = /\b(?:bad|wrong|incorrect|invalid|counter-?examples?|not like this)\b/i
const asksForField =
  /\b(?:output|include|return|produce|emit|populate|fill(?: in| out)?|write|set|provide|add)\b[^.`]{0,40}`([A-Za-z_$][\w$]*)`(?=[^.]{0,25}\b(?:field|key|property|section|array|object|list)\b)|\b(?:field|key|property|section)\b (?:called |named )?`([A-Za-z_$][\w$]*)`/gi
const isRefused =
  /\b(?:not|never|don't|without|except|avoid|omit|instead of|no longer|forbidden|removed)\b/i
const listItem =
  /^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ x]\]\s+)?(?:`([^`\s]+)`|\*\*([A-Za-z_$][\w$]*)\*\*|([A-Za-z_$][\w$]*)(?=\s*(?::|\(|—|–|- |$)))/

/** The fields that a prompt asks a model for, as far as its form says so. */
export const askedFields = (text: string): readonly AskedField[] => {
  const fields: AskedField[] = []
  let section: 'output' | 'input' | 'other' = 'other'
  let fence: { lines: string[]; line: number; isOutput: boolean; language: string } | undefined
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const mark = /^\s*(?:```|~~~)\s*(\S*)/.exec(line)
    if (mark && fence) {
      if (fence.isOutput) fields.push(...ofExample(fence.lines.join('\n'), fence.line))
      fence = undefined
    } else if (mark) {
      const language = mark[1] ?? ''
      fence = {
        lines: [],
        line: index + 2,
        language,
        isOutput: isJson(language) && section === 'output',
      }
    } else if (fence) fence.lines.push(line)
    else {
      section = sectionAfter(line, section)
      fields.push(...ofLine(line, index + 1, section))
    }
  }
  return fields
}

const isJson = (language: string): boolean => /^(?:json[c5]?|)$/i.test(language)

type Section = 'output' | 'input' | 'other'

const sectionAfter = (line: string, section: Section): Section => {
  const isHeading = /^\s*#{1,6}\s|^\s*\*\*[^*]+\*\*:?\s*$|^[^-*\s`].{0,200}:\s*$/.test(line)
  if (!isHeading) return section
  if (isWarning.test(line)) return 'other'
  if (beginsInput.test(line) && !/\boutputs?\b/i.test(line)) return 'input'
  if (isRefused.test(line)) return 'other'
  if (beginsOutput.test(line)) return 'output'
  // A line that leads in, "Each entry is:", goes on with what was there; a new heading ends it.
  return /^\s*#{1,6}\s/.test(line) ? 'other' : section
}

const ofLine = (line: string, number: number, section: Section): readonly AskedField[] => {
  if (isRefused.test(line)) return []
  const item = section === 'output' ? listItem.exec(line) : null
  const listed = item?.[1] ?? item?.[2] ?? item?.[3]
  if (listed !== undefined) return [{ ...placed(listed), line: number, by: 'list' }]
  if (section === 'input') return []
  return [...line.matchAll(asksForField)].map(([, one, other]) => ({
    name: one ?? other ?? '',
    line: number,
    by: 'sentence' as const,
    path: [],
  }))
}

/** `epics[].title` is a title in epics. */
const placed = (text: string): Pick<AskedField, 'name' | 'path'> => {
  const names = text.replaceAll(/\[\w*\]/g, '').split('.')
  return { name: names.at(-1) ?? '', path: names.slice(0, -1) }
}

const ofExample = (text: string, line: number): readonly AskedField[] => {
  if (!/^\s*[{[]/.test(text)) return []
  const fields: AskedField[] = []
  const path: (string | undefined)[] = []
  let last: string | undefined
  const token = /"((?:[^"\\\n]|\\.)*)"(\s*:)?|[{}[\]]|,|\/\/[^\n]*|\n/g
  let at = line
  for (const [whole, string, colon] of text.matchAll(token)) {
    if (whole === '\n') at += 1
    else if (whole === '{' || whole === '[') {
      path.push(last)
      last = undefined
    } else if (whole === '}' || whole === ']') path.pop()
    else if (whole === ',') last = undefined
    else if (string !== undefined && colon) {
      last = string
      const around = path.filter(each => each !== undefined)
      fields.push({ name: string, line: at, by: 'example', path: around })
    }
  }
  return fields
}
