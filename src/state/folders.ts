import { open, readdir, rename, rm } from 'node:fs/promises'

/** Moves a file or folder inside one file system; what stood at `to` must be gone. True when there was something to move. */
export const movePath = async (from: string, to: string): Promise<boolean> => {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

/** Removes a folder with all that is in it; none there is no error. */
export const removeFolder = (path: string): Promise<void> => rm(path, { recursive: true, force: true })

/** After it, a rename inside this folder survives a power cut. */
export const syncFolderOf = async (path: string): Promise<void> => {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Every file below a folder, with `/` between the parts, sorted; none when the folder is not there. */
export const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1))
    .sort()
}

/** A folder and every folder below it, the deepest first: synced in this order, each name is kept before its parent's. */
export const foldersBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => `${entry.parentPath}/${entry.name}`)
  return [...below.sort((a, b) => b.length - a.length), folder]
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
