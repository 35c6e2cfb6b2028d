import type { Diff, DiffLine, Hunk } from '../../ports/diff.ts'
import { redact } from './redact.ts'
import { secretsIn } from './rules.ts'

/** A prompt shows a long line only so far; a secret that the cut would halve must be found before it. */
const shortest = 300
const looked = 4000

/** A diff whose long lines have no secret in what a prompt could show of them: half a secret is not known for one. */
export const withSafeLongLines = (diff: Diff): Diff =>
  diff.map(file =>
    file.hunks.some(hasLongLine) ? { ...file, hunks: file.hunks.map(withSafeLines) } : file,
  )

const isLong = ({ text }: DiffLine): boolean => text.length > shortest

const hasLongLine = ({ lines }: Hunk): boolean => lines.some(isLong)

const withSafeLines = (hunk: Hunk): Hunk => ({
  ...hunk,
  lines: hunk.lines.map(line => (isLong(line) ? { ...line, text: safe(line.text) } : line)),
})

const safe = (text: string): string => {
  const start = text.slice(0, looked)
  return redact(start, secretsIn(start)).text + text.slice(looked)
}

const keyHead = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/

/** Whether a file has a private key in what a diff shows of it: then its other lines may be of the key as well. */
export const showsPrivateKey = ({ hunks }: Diff[number]): boolean =>
  hunks.some(
    ({ heading, lines }) => keyHead.test(heading) || lines.some(({ text }) => keyHead.test(text)),
  )
