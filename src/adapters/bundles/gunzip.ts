import { createGunzip } from 'node:zlib'

/** What gzip gives: all of it, or as much as there is before `broken`. */
export interface Gunzipped {
  readonly bytes: Buffer
  readonly broken?: string | undefined
}

/** Unpacks at most so many bytes. What is damaged is read a second time in small steps, to lose little before the damage. */
export const gunzip = async (packed: Uint8Array, most: number): Promise<Gunzipped> => {
  const first = await attempt(packed, most, 2 ** 18)
  return first.broken === undefined ? first : await attempt(packed, most, 2 ** 10)
}

const attempt = (packed: Uint8Array, most: number, chunkSize: number): Promise<Gunzipped> =>
  new Promise(resolve => {
    const chunks: Buffer[] = []
    let size = 0
    const end = (broken?: string) => {
      stream.destroy()
      resolve({ bytes: Buffer.concat(chunks), broken })
    }
    const stream = createGunzip({ chunkSize })
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size > most) end(`it would unpack to more than ${most} bytes`)
      })
      .on('error', () => end('its compressed bytes are damaged'))
      .on('end', () => end())
    stream.end(packed)
  })
