import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Installation } from './installation.ts'
import { PROGRAM, startProcess, type StartedProgram } from './shipped-program.ts'

const INSIDE = join(import.meta.dirname, 'in-namespace.mjs')

/** Why no second network can be made here; null where it can. */
export const noNamespaceReason = (): string | null => {
  if (process.platform !== 'linux') return 'network namespaces are for Linux'
  return spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' }).status === 0 ? null : 'this machine makes no network namespace'
}

/** Starts commands in networks of their own. */
export type StartInNetwork = (args: readonly string[]) => StartedProgram

/**
 * Opens doors to the sandbox for programs in other networks: sockets in the file system, which is shared. Each start
 * is in a new network, on the state folder of this installation.
 */
export const otherNetworks = async (it: Installation): Promise<StartInNetwork> => {
  const ports = [it.d365, it.airbase].map((url) => new URL(url).port)
  for (const port of ports) {
    const server = createServer((near) => {
      const far = connect(Number(port), '127.0.0.1')
      near.pipe(far).pipe(near)
      near.on('error', () => far.destroy())
      far.on('error', () => near.destroy())
    })
    await once(server.listen(join(it.folder, `${port}.door`)), 'listening')
    onTestFinished(() => void server.close())
  }
  return (args) => startProcess('unshare', ['-n', process.execPath, INSIDE, it.folder, ports.join(), process.execPath, PROGRAM, ...args], { env: it.env })
}
