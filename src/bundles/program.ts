import { type Platform, platformOf } from './platform.ts'

/** The platform a program is made for, by its first bytes; undefined if it is no program of a platform that is known. */
export const programPlatform = (bytes: Uint8Array): Platform | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 64) return undefined
  const magic = view.getUint32(0, false)
  if (magic === 0x7f454c46) return platformOf('linux', elf[view.getUint16(18, true)] ?? '')
  if (magic === 0xcffaedfe) return platformOf('darwin', machO[view.getUint32(4, true)] ?? '')
  if (view.getUint16(0, false) !== 0x4d5a) return undefined
  const at = view.getUint32(60, true)
  if (at + 6 > bytes.length || view.getUint32(at, false) !== 0x50450000) return undefined
  return platformOf('win32', windows[view.getUint16(at + 4, true)] ?? '')
}

/** Numbers of processors, as each format of programs has them. */
const elf: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' }
const machO: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' }
const windows: Readonly<Record<number, string>> = { 34404: 'x64', 43620: 'arm64' }
