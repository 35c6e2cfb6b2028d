import semver from 'semver'

/** What a terminal takes for a color. */
const colors = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')

/** Names of what comes before a release; another word after a hyphen is of whoever packed the program. */
const early = /^-((?:alpha|beta|rc|pre|preview|dev|nightly|canary|snapshot|next)[\w.-]*)/i

/**
 * The version that a program printed, as semver writes it: the first number with a dot in the first line that has a number, or else
 * the first number there. Undefined if it printed none.
 */
export const versionIn = (printed: string): string | undefined => {
  const line = printed
    .replaceAll(colors, '')
    .split(/\r?\n/)
    .find(each => /(?<![A-Za-z_\d])v?\d|\d\.\d/.test(each))
  if (line === undefined) return undefined
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(line) ?? /(?<![A-Za-z_\d.])v?(\d+)/.exec(line)
  if (!found) return undefined
  const [all, ...parts] = found
  const [, preRelease] = early.exec(line.slice(found.index + all.length)) ?? []
  const numbers = [0, 1, 2].map(at => Number(parts[at] ?? 0))
  return (
    semver.parse(`${numbers.join('.')}${preRelease === undefined ? '' : `-${preRelease}`}`)
      ?.version ?? undefined
  )
}

/** Whether a version is in a range. What comes before a release that is in it counts, too. */
export const isInRange = (version: string, range: string): boolean =>
  semver.satisfies(version, range, { includePrerelease: true })
