// The yardstick: SHA-256 over all files of a folder, read in big pieces.
import { createHash } from 'node:crypto'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const CHUNK_BYTES = 2 * 1024 * 1024
const folder = process.argv[2]
let bytes = 0
const startedAt = performance.now()
for (const name of (await readdir(folder)).sort()) {
  const file = await open(join(folder, name), 'r')
  const hash = createHash('sha256')
  const [even, odd] = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)]
  let ahead = file.read(even, 0, CHUNK_BYTES)
  for (let turn = 1; ; turn += 1) {
    const { bytesRead, buffer } = await ahead
    if (bytesRead === 0) break
    ahead = file.read(turn % 2 === 0 ? even : odd, 0, CHUNK_BYTES)
    hash.update(buffer.subarray(0, bytesRead))
    bytes += bytesRead
  }
  hash.digest('hex')
  await file.close()
}
const seconds = (performance.now() - startedAt) / 1000
process.stdout.write(JSON.stringify({ bytes, megabytesPerSecond: bytes / 1e6 / seconds }))
