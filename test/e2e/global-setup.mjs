import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '../../scripts/ensure.mjs'

/** These tests start what is shipped: it is built when a source is newer. All that they write is in one folder. */
export const setup = (project) => {
  ensureBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'ml-connector-e2e-'))
  project.provide('e2eFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
