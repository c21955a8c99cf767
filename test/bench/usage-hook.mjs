// Loaded into the measured process: writes its CPU time and its highest memory when it ends.
import { readFileSync, writeFileSync } from 'node:fs'

/** `ru_maxrss` counts what the parent held at the fork; the kernel's own mark of this program does not. */
const peakKb = () => {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
  } catch {
    return process.resourceUsage().maxRSS
  }
}

const file = process.env.ML_BENCH_USAGE
if (file !== undefined) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    writeFileSync(file, JSON.stringify({ cpuMs: (user + system) / 1000, userMs: user / 1000, systemMs: system / 1000, peakMb: peakKb() / 1024 }))
  })
}
