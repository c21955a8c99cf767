import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { measure, type Home } from '../program.ts'
import { result, type Row } from '../row.ts'
import { bigHome } from '../settled/settled-home.ts'
import { medianBy, rounded } from '../stats.ts'

const PLAIN = fileURLToPath(new URL('../plain-hash.mjs', import.meta.url))
const ROUNDS = 5
const run = promisify(execFile)

interface Speed {
  readonly megabytesPerSecond: number
  readonly bytes: number
}

/** `audit verify` is not much slower than hashing the file. */
export const verify: Row = {
  name: 'verify',
  title: '`audit verify` against plain SHA-256 over the same files',
  run: async (options) => {
    const { home } = await bigHome(options)
    const pairs: { ours: Speed & { lines: number }; plain: Speed }[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      const plain = await plainSpeed(home)
      const ours = JSON.parse((await measure(home, ['audit', 'verify', '--json'])).stdout) as Speed & { lines: number }
      if (ours.bytes !== plain.bytes) throw new Error('the two did not read the same bytes')
      // The first round brings the files into the page cache.
      if (round > 0) pairs.push({ ours, plain })
    }
    const { ours, plain } = medianBy(pairs, (pair) => pair.ours.megabytesPerSecond / pair.plain.megabytesPerSecond)
    return [
      result({
        row: 'verify',
        title: verify.title,
        figure: rounded(ours.megabytesPerSecond, 0),
        yardstick: rounded(plain.megabytesPerSecond, 0),
        unit: 'MB/s',
        bound: { atLeast: 0.6 },
        notes: { megabytes: rounded(ours.bytes / 1e6, 0), lines: ours.lines, meanLineBytes: rounded(ours.bytes / ours.lines, 0), rounds: ROUNDS },
      }),
    ]
  },
}

const plainSpeed = async ({ state }: Home): Promise<Speed> => {
  const { stdout } = await run(process.execPath, [PLAIN, join(state, 'trail')])
  return JSON.parse(stdout) as Speed
}
