import { execFileSync } from 'node:child_process'
import { mkdirSync, statfsSync } from 'node:fs'

/** Why a small file system cannot be mounted here; null where it can. */
export const noMountReason = (): string | null => {
  if (process.platform !== 'linux') return 'tmpfs is for Linux'
  return process.getuid?.() === 0 ? null : 'only root may mount'
}

/** A file system of this size in memory; answers with what unmounts it. */
export const smallDisk = (folder: string, bytes: number): (() => void) => {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'ml-connector-e2e', folder])
  return () => void execFileSync('umount', ['-l', folder])
}

/** Leaves so much room on it beyond what is used. */
export const leaveRoom = (folder: string, bytes: number): void => {
  const { blocks, bfree, bsize } = statfsSync(folder)
  enlarge(folder, (blocks - bfree) * bsize + bytes)
}

/** Makes it larger: room for what did not fit. */
export const enlarge = (folder: string, bytes: number): void => void execFileSync('mount', ['-o', `remount,size=${bytes}`, folder])
