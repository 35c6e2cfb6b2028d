import { jobInvalid } from '../../errors/jobs.ts'
import { init, parse } from './es-module-lexer.ts'
import { notErasable } from './not-erasable.ts'
import { transform } from './sucrase.ts'

/** A place in a module's JavaScript where another module is named; lines are from 1. */
export interface ImportPlace {
  /** Undefined if it is only known when the module runs. */
  readonly specifier: string | undefined
  readonly isDynamic: boolean
  readonly line: number
  /** The specifier with its quotes. */
  readonly start: number
  readonly end: number
  /** What follows the specifier up to here are attributes. */
  readonly attributesEnd: number
}

/** A module as JavaScript, with the lines of its source. */
export interface ModuleText {
  readonly code: string
  readonly imports: readonly ImportPlace[]
  /** Where it says `import.meta`. */
  readonly metas: readonly { readonly start: number; readonly end: number }[]
}

/** Takes the types out of a module and finds what it imports, without running it. JOB_INVALID with file and line. */
export const readModule = async (path: string, source: string): Promise<ModuleText> => {
  await init()
  const code = withoutTypes(path, source)
  try {
    const [found] = parse(code, path)
    const lineOf = lineCounter(code)
    const imports = found.flatMap((each): readonly ImportPlace[] => {
      if (each.type === 'import-meta') return []
      const isDynamic = each.type === 'dynamic'
      const quote = isDynamic ? 0 : 1
      return [
        {
          specifier: isDynamic && each.glob ? undefined : each.specifier,
          isDynamic,
          line: lineOf(each.start),
          start: each.start - quote,
          end: each.end + quote,
          attributesEnd: each.importEnd - (isDynamic ? 1 : 0),
        },
      ]
    })
    return { code, imports, metas: found.filter(each => each.type === 'import-meta') }
  } catch (error) {
    const { idx, message } = error as Error & { readonly idx?: number }
    if (idx === undefined) throw error
    throw syntaxError(path, lineCounter(code)(idx), message)
  }
}

/** JavaScript is read as well, because the lexer of imports notices few mistakes. */
const withoutTypes = (path: string, source: string): string => {
  // Only in a program's first line, which an import may not be.
  const text = source.replace(/^\uFEFF/, '').replace(/^#!.*/, '')
  const isTyped = /\.m?ts$/.test(path)
  try {
    const { code } = transform(text, {
      transforms: isTyped ? ['typescript'] : [],
      disableESTransforms: true,
    })
    if (!isTyped) return text
    const wrong = notErasable(text)
    if (wrong)
      throw jobInvalid(`${path}:${lineCounter(text)(wrong.position)}`, `${wrong.what}.`, wrong.hint)
    return code
  } catch (error) {
    const { loc, message } = error as Error & { readonly loc?: { readonly line: number } }
    if (!loc) throw error
    throw syntaxError(path, loc.line, message)
  }
}

const syntaxError = (path: string, line: number, message: string) =>
  jobInvalid(
    `${path}:${line}`,
    `it is not a module that Node can read${plain(message)}.`,
    'Correct the syntax.',
  )

/** What the parser says, without the place that it adds. */
const plain = (message: string): string => {
  const text = message
    .replace(/^Error transforming [^:]*: /, '')
    .replace(/^Parse error.*/, '')
    .replace(/\s*\(\d+:\d+\)$/, '')
    .trim()
  return text ? ` (${text})` : ''
}

const lineCounter = (code: string) => (position: number) =>
  code.slice(0, position).split('\n').length
