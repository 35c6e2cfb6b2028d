import { type Readable, Writable } from 'node:stream'
import type { Question } from '../commands/init-world.ts'
import { cancelled } from '../errors/usage.ts'
import type { Output } from './io.ts'
import type { Terminal } from './terminal.ts'

/** Asks questions one below the other, with choices to move through. */
export interface Wizard {
  /** Says what the questions are about. */
  begin(lines: readonly string[]): void
  /** INTERRUPTED if the person leaves: Ctrl+C, Ctrl+D, Escape, or the end of the terminal. */
  ask(question: Question): Promise<string>
  /** Ends the row of questions. */
  end(line: string): void
}

/** What every question of the library is given. */
interface Common {
  readonly message: string
  readonly input: Readable
  readonly output: Writable
  readonly signal: AbortSignal
}

/** The questions on standard error; what is not UTF-8 gets signs of ASCII. */
export const openWizard = async (terminal: Terminal): Promise<Wizard> => {
  const { io } = terminal
  const utf8 = isUtf8(io.env)
  const prompts = await loadPrompts(utf8)
  const output = simpler(io.stderr, { colors: terminal.colors.isColorSupported, utf8 })
  const put = (question: Question, common: Common): Promise<unknown> => {
    const { proposal, choices, hints } = question
    if (!choices) return prompts.text({ ...common, initialValue: proposal })
    if (choices.join() === 'yes,no')
      return prompts.confirm({ ...common, initialValue: proposal === 'yes' })
    const options = choices.map(value => ({ value, hint: hints?.[value] ?? '' }))
    return prompts.select({ ...common, initialValue: proposal, maxItems: 12, options })
  }
  const ask = async (question: Question): Promise<string> => {
    if (question.problem) prompts.log.warn(question.problem, { output })
    const left = leaving(io.stdin)
    try {
      const common = { message: question.text, input: io.stdin, output, signal: left.signal }
      const answer = await put(question, common)
      if (prompts.isCancel(answer)) throw cancelled()
      if (typeof answer === 'boolean') return answer ? 'yes' : 'no'
      return String(answer ?? '')
    } finally {
      left.end()
    }
  }
  return {
    begin(lines) {
      prompts.intro('git-doc', { output })
      if (lines.length > 0) prompts.log.info(lines.join('\n'), { output })
    },
    ask,
    end: line => prompts.outro(line, { output }),
  }
}

/** The library asks TERM alone whether there is more than ASCII; a locale that says otherwise counts here. */
const loadPrompts = async (utf8: boolean) => {
  const term = process.env.TERM
  if (!utf8) process.env.TERM = 'linux'
  try {
    return await import('@clack/prompts')
  } finally {
    if (term === undefined) delete process.env.TERM
    else process.env.TERM = term
  }
}

/** Ctrl+D, and a terminal that is closed: the library waits on for an answer that nobody can give. */
const leaving = (stdin: Terminal['io']['stdin']) => {
  const leave = new AbortController()
  const onKey = (_: unknown, key?: { readonly ctrl?: boolean; readonly name?: string }) => {
    if (key?.ctrl && key.name === 'd') leave.abort()
  }
  const onEnd = () => leave.abort()
  stdin.on('keypress', onKey)
  stdin.once('end', onEnd)
  stdin.once('close', onEnd)
  return {
    signal: leave.signal,
    end() {
      stdin.off('keypress', onKey)
      stdin.off('end', onEnd)
      stdin.off('close', onEnd)
    },
  }
}

/** Whether the locale says that the terminal knows more than ASCII. */
const isUtf8 = ({ LC_ALL, LC_CTYPE, LANG }: Terminal['io']['env']): boolean =>
  process.platform === 'win32' || /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')

/** What stands for the signs of the library and of the questions. */
const signs: Readonly<Record<string, string>> = {
  '█': '_',
  '…': '...',
  '↑': 'up',
  '↓': 'down',
  '•': '-',
  '—': '-',
}

/** The same terminal, which keeps its cursor, and shows no colors or nothing but ASCII. */
const simpler = (
  output: Output,
  { colors, utf8 }: { readonly colors: boolean; readonly utf8: boolean },
): Output => {
  if (colors && utf8) return output
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors begin with one
  const uncolored = (text: string) => (colors ? text : text.replace(/\x1b\[[\d;]*m/g, ''))
  const ascii = (text: string) =>
    utf8 ? text : text.replace(/[█…↑↓•—]/g, sign => signs[sign] ?? sign)
  const simple = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _, done) {
      output.write(ascii(uncolored(chunk.toString())), () => done())
    },
  })
  return Object.defineProperties(simple, {
    isTTY: { get: () => output.isTTY },
    columns: { get: () => output.columns },
    rows: { get: () => (output as { rows?: number }).rows },
  }) as Output
}
