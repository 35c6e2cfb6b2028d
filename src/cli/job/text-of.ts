/** Everything that a stream has. */
export const textOf = async (stream: AsyncIterable<unknown>): Promise<string> => {
  const pieces: string[] = []
  for await (const piece of stream) pieces.push(String(piece))
  return pieces.join('')
}
