import { type FileHandle, open } from 'node:fs/promises'
import { makeFolder } from './files.ts'
import { liveFile, liveFolder } from './live-output.ts'
import { watchFolder } from './watch-folder.ts'

/** Reads along what the steps of a run print. */
export interface FollowedOutput {
  /** Follows a step from now on, if it is not followed already. */
  follow(step: string): void
  /** Reads what a step that is over has left to say. Resolves to whether anything of it was read. */
  end(step: string): Promise<boolean>
  close(): Promise<void>
}

/** One step: its file as far as it was read. */
interface Followed {
  handle?: FileHandle | undefined
  decoder: InstanceType<typeof TextDecoder>
  hasSaid: boolean
}

/** Hands on what steps print as it is written. The system says when; nothing is asked again and again where it can. */
export const followOutput = async (
  state: string,
  run: string,
  onText: (step: string, text: string) => void,
): Promise<FollowedOutput> => {
  const steps = new Map<string, Followed>()
  let reading: Promise<void> = Promise.resolve()

  const readStep = async (step: string, followed: Followed): Promise<void> => {
    followed.handle ??= await open(liveFile(state, run, step), 'r').catch(() => undefined)
    const { handle, decoder } = followed
    if (!handle) return
    // Asked first: what was written before the file was removed is read still.
    const { nlink } = await handle.stat()
    const buffer = Buffer.alloc(65_536)
    for (;;) {
      const { bytesRead } = await handle.read(buffer)
      if (bytesRead === 0) break
      followed.hasSaid = true
      onText(step, decoder.decode(buffer.subarray(0, bytesRead), { stream: true }))
    }
    if (nlink > 0) return
    await handle.close()
    followed.handle = undefined
    followed.decoder = new TextDecoder()
  }
  const readAll = async (): Promise<void> => {
    for (const [step, followed] of steps) await readStep(step, followed).catch(() => {})
  }
  const look = (): Promise<void> => {
    reading = reading.then(readAll)
    return reading
  }
  // A folder that cannot be made is watched in vain; what steps printed comes with their records.
  await makeFolder(liveFolder(state)).catch(() => {})
  const watching = watchFolder(liveFolder(state), () => void look())
  return {
    follow(step) {
      if (steps.has(step)) return
      steps.set(step, { decoder: new TextDecoder(), hasSaid: false })
      void look()
    },
    async end(step) {
      await look()
      const followed = steps.get(step)
      steps.delete(step)
      await followed?.handle?.close()
      return followed?.hasSaid ?? false
    },
    async close() {
      watching.close()
      await reading
      for (const { handle } of steps.values()) await handle?.close()
    },
  }
}
