/**
 * An option's value as it was typed. The argument parser turns what looks like a number into one,
 * and an abbreviated commit id may look like a number: 01234567, 1e5.
 */
export const rawOption = (
  name: string,
  argv: readonly string[] = process.argv,
): string | undefined => {
  const flag = `--${name}`
  for (const [index, argument] of argv.entries()) {
    if (argument === flag) return argv[index + 1]
    if (argument.startsWith(`${flag}=`)) return argument.slice(flag.length + 1)
  }
  return undefined
}

/** The same for an argument that follows a switch. */
export const rawArgument = (
  value: unknown,
  argv: readonly string[] = process.argv,
): string | undefined =>
  typeof value === 'number'
    ? argv.findLast(argument => Number(argument) === value)
    : (value as string | undefined)
