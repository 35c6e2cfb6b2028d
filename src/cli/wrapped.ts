/** A text in lines of at most that many columns, broken between words and indented. A longer word stays whole. */
export const wrapped = (text: string, columns: number, indentation = 0): string => {
  const width = Math.max(columns - indentation, 20)
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.map(line => ' '.repeat(indentation) + line).join('\n')
}
