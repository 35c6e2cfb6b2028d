import { gateFileMissing } from '../../../errors/pipelines.ts'
import type { GatePlace } from '../gate-place.ts'
import type { World } from '../world.ts'

/** The text of the file that a gate names. GATE_FILE_MISSING, GATE_FILE_TOO_LARGE. */
export const fileOf = async (
  { gate, root }: Pick<GatePlace, 'gate' | 'root'>,
  { tools }: Pick<World, 'tools'>,
): Promise<{ readonly file: string; readonly text: string }> => {
  const { file = '' } = gate.options
  const text = await tools.read(root, file)
  if (text === undefined) throw gateFileMissing(file)
  return { file, text }
}
