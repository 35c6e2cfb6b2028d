import { generateKeyPairSync, sign } from 'node:crypto'

/** A key and a certificate, both as PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A new certificate for this machine's own address that nobody vouches for but itself. */
export const selfSigned = (): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(identifier('2a8648ce3d040302'))
  const name = sequence(item(0x31, sequence(identifier('550403'), item(0x0c, 'git-doc test'))))
  const address = item(0x87, Buffer.from([127, 0, 0, 1]))
  const alternative = sequence(identifier('551d11'), item(0x04, sequence(address)))
  const body = sequence(
    item(0xa0, number(2)),
    number(1),
    algorithm,
    name,
    sequence(item(0x17, '200101000000Z'), item(0x18, '99991231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    item(0xa3, sequence(alternative)),
  )
  const signature = item(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(sequence(body, algorithm, signature)),
  }
}

/** A tag, the length of what it holds, and that, as X.509 is written (DER). */
const item = (tag: number, ...parts: readonly (Uint8Array | string)[]): Buffer => {
  const held = Buffer.concat(parts.map(part => Buffer.from(part)))
  const { length } = held
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length]
  return Buffer.concat([Buffer.from([tag, ...size]), held])
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => item(0x30, ...parts)
const identifier = (hex: string): Buffer => item(0x06, Buffer.from(hex, 'hex'))
const number = (value: number): Buffer => item(0x02, Buffer.from([value]))

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
