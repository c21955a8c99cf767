import { firstByteMs, programArgs, wholeMs } from '../program.ts'
import { result, type Row } from '../row.ts'
import { ROUTE, inSetting } from '../setting.ts'
import { median, rounded } from '../stats.ts'

const ROUNDS = 21
const BARE = ['-e', '0'] as const

/** A command answers at once. */
export const start: Row = {
  name: 'start',
  title: 'Start against `node -e 0`',
  run: async ({ folder, say }) =>
    inSetting(folder, { bills: 1, latencyMs: 0 }, async ({ home }) => {
      const times = { bare: [] as number[], version: [] as number[], sync: [] as number[] }
      say(`start: ${ROUNDS} rounds`)
      for (let round = 0; round <= ROUNDS; round += 1) {
        const bare = await wholeMs(BARE, home)
        const version = await wholeMs(programArgs('--version'), home)
        const sync = await firstByteMs(programArgs('sync', ROUTE), home)
        // The first round fills the caches of the machine.
        if (round === 0) continue
        times.bare.push(bare)
        times.version.push(version)
        times.sync.push(sync)
      }
      const common = { row: 'start', unit: 'ms', yardstick: rounded(median(times.bare), 1), notes: { rounds: ROUNDS } }
      const version = rounded(median(times.version), 1)
      const sync = rounded(median(times.sync), 1)
      return [
        result({ ...common, title: '`--version`, whole', figure: version, bound: { atMost: 1.6 } }),
        result({ ...common, title: '`sync`, first byte', figure: sync, bound: { atMost: 4 } }),
      ]
    }),
}
