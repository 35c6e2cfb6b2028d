/** A text of others as it may be printed: characters that a terminal obeys or does not show appear as their codes. */
export const visible = (text: string): string =>
  text.replace(
    /[^\P{C}\n\t]|\r/gu,
    character => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  )
