import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { renderTable } from './render.ts'
import type { Row, RowResult } from './row.ts'
import { cpu } from './rows/cpu.ts'
import { idle } from './rows/idle.ts'
import { memory } from './rows/memory.ts'
import { scale } from './rows/scale.ts'
import { start } from './rows/start.ts'
import { throughput } from './rows/throughput.ts'
import { verify } from './rows/verify.ts'

const ROWS: readonly Row[] = [throughput, cpu, memory, start, idle, scale, verify]

const chosen = (names: readonly string[]): readonly Row[] => {
  const known = ROWS.map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`there is no row "${unknown}"; there are: ${known.join(', ')}`)
  return names.length === 0 ? ROWS : ROWS.filter(({ name }) => names.includes(name))
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  })
  const rows = chosen(values.only.flatMap((names) => names.split(',')))
  const say = (message: string) => void process.stderr.write(`${message} …\n`)
  const results: RowResult[] = []
  for (const row of rows) {
    const folder = await mkdtemp(join(tmpdir(), `ml-connector-bench-${row.name}-`))
    try {
      results.push(...(await row.run({ folder, quick: values.quick, alone: rows.length === 1, say })))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  const ok = results.every((each) => each.ok)
  const machine = { node: process.version, platform: `${process.platform} ${process.arch}` }
  if (values.json) console.log(JSON.stringify({ ok, machine, rows: results }, null, 2))
  else console.log(renderTable(results))
  process.exitCode = ok ? 0 : 1
}

await main()
