/** A file that only grows. */
export interface AppendFile {
  /** Bytes in it now, written or not yet synced. */
  readonly size: number
  append(bytes: Buffer): Promise<void>
  /** fdatasync: what was appended survives a power cut. */
  sync(): Promise<void>
  truncate(size: number): Promise<void>
  close(): Promise<void>
}

/** The file system as the state uses it: node's own, an overlay for dry runs, a faulty one for the simulation. */
export interface Disk {
  /** The whole file, null when it is not there. */
  read(path: string): Promise<Buffer | null>
  /**
   * Up to `length` bytes from `offset`; fewer at the end of the file, none when it is not there. They may be a part of
   * `into`, where that is given: whoever walks a large file need not have new memory for each step.
   */
  readRange(path: string, offset: number, length: number, into?: Buffer): Promise<Buffer>
  /** Size in bytes, null when it is not there. */
  size(path: string): Promise<number | null>
  /** Names in a folder, sorted; none when it is not there. */
  list(folder: string): Promise<readonly string[]>
  /** A new file or the old one, mode 0600. The folder entry of a new file is not yet durable: see `syncFolder`. */
  openAppend(path: string): Promise<AppendFile>
  /** Writes a file whole, without sync; an older one of that name is replaced. */
  write(path: string, bytes: Buffer): Promise<void>
  /** Temporary file, fsync, rename, fsync of the folder: after it, the new content or the old one, never a mix. */
  writeAtomic(path: string, bytes: Buffer): Promise<void>
  /** Overwrites bytes in place and syncs them. */
  overwrite(path: string, offset: number, bytes: Buffer): Promise<void>
  syncFolder(path: string): Promise<void>
  /** Creates the folder and its parents, mode 0700. */
  makeFolder(path: string): Promise<void>
  /** Removes a file; none there is no error. */
  remove(path: string): Promise<void>
}
