// Runs a program in a network namespace of its own, where it finds the same loopback addresses as outside: what it
// says to a port goes through the door of that number. Started by network-namespace.ts, below `unshare -n`.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

const [folder, ports, file, ...args] = process.argv.slice(2)

/** Whatever comes to this end goes to the other, and back; one that breaks takes the other with it. */
const relay = (port) => {
  const server = createServer((near) => {
    const far = connect(join(folder, `${port}.door`))
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  })
  return once(server.listen(port, '127.0.0.1'), 'listening')
}

execFileSync('ip', ['link', 'set', 'lo', 'up'])
await Promise.all(ports.split(',').map(relay))
const child = spawn(file, args, { stdio: 'inherit' })
const [code] = await once(child, 'exit')
process.exit(code ?? 1)
