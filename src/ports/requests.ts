/** What one process asks of the process that owns the log: a command, as it was typed, and where its output goes. */
export interface Request {
  readonly id: string
  /** Requests of one lane are carried out one after the other, those of different lanes side by side. */
  readonly lane: string
  readonly argv: readonly string[]
  readonly cwd: string
  /** Environment variables of the asker that the command uses; none of them is a key. */
  readonly env: Readonly<Record<string, string>>
  readonly stdout: RequestStream
  readonly stderr: RequestStream
  readonly asker: {
    readonly pid: number
    readonly host: string
    readonly startedAt?: string | undefined
  }
  /** The git-doc version of the asker. */
  readonly version: string
}

/** What the command knows of a stream that it writes to. */
export interface RequestStream {
  readonly isTTY: boolean
  readonly columns?: number | undefined
}

/** A piece of an answer, in order: text that the command printed, or its exit code, which is the last piece. */
export type AnswerPiece =
  | { readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly exit: number }

/** A request that waits: what is known without reading it. */
export interface Waiting {
  readonly id: string
  readonly lane: string
}

export interface AnswerWriter {
  /** Adds a piece; readers get the pieces in the order in which they were added. */
  add(piece: AnswerPiece): void
  /** Resolves when everything that was added can be read. */
  close(): Promise<void>
}

export interface AnswerReader {
  /**
   * The pieces since the last call. `again`: another owner has begun the answer anew, so what was read before does not
   * count.
   */
  read(): Promise<{ readonly pieces: readonly AnswerPiece[]; readonly again: boolean }>
  close(): Promise<void>
}

/** What happens in a store: a request appears or is taken out, its end is asked for, or something else, by its name if known. */
export type StoreChange =
  | { readonly type: 'request'; readonly waiting: Waiting }
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'other'; readonly name: string | undefined }

/** Where requests wait and answers are written, as the processes of one machine share it. */
export interface RequestStore {
  /** Leaves a request; it is durable when the promise resolves. Leaving the same one again changes nothing. */
  leave(request: Request): Promise<void>
  /** The waiting requests, oldest first. */
  waiting(): Promise<readonly Waiting[]>
  /**
   * A request; undefined if it was withdrawn, or cannot be read and was put aside. Throws REQUEST_NEWER for one that a newer
   * git-doc left.
   */
  read(waiting: Waiting): Promise<Request | undefined>
  /** Takes a request out; returns whether it was there. */
  drop(waiting: Waiting): Promise<boolean>
  /** Asks the owner to end a request that it has begun. */
  cancel(id: string): Promise<void>
  dropCancel(id: string): Promise<void>
  /** Begins an answer anew: what an owner that was killed wrote of it is gone. */
  openAnswer(id: string): Promise<AnswerWriter>
  readAnswer(id: string): AnswerReader
  dropAnswer(id: string): Promise<void>
  /** Removes answers that nobody came for within an hour. */
  dropAbandoned(): Promise<void>
  /** Calls `changed` as long as it is open, and keeps the process alive. */
  watch(changed: (change: StoreChange) => void): Promise<{ close(): void }>
}
