import { join } from 'node:path'

/** The folders and files of one state folder. */
export interface StatePaths {
  readonly root: string
  readonly trail: string
  readonly keys: string
  readonly db: string
  readonly links: string
  readonly terms: string
  readonly open: string
  readonly reference: string
  readonly manifest: string
}

export const statePaths = (root: string): StatePaths => {
  const db = join(root, 'db')
  return {
    root,
    trail: join(root, 'trail'),
    keys: join(root, 'keys'),
    db,
    links: join(db, 'links'),
    terms: join(db, 'terms'),
    open: join(db, 'open'),
    reference: join(root, 'reference'),
    manifest: join(db, 'manifest.json'),
  }
}
