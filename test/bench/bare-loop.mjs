// The yardstick: the same requests over a bare undici pool, bodies read as bytes, nothing parsed, nothing kept.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'

const [file, width] = process.argv.slice(2)
const requests = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))
const dispatcher = new Agent({ connections: Number(width), pipelining: 1, keepAliveTimeout: 30_000 })
let next = 0
let bytes = 0

const work = async () => {
  for (let due = requests[next++]; due !== undefined; due = requests[next++]) {
    const { url, method, headers, body } = due
    const answer = await request(url, { dispatcher, method, headers, body })
    bytes += (await answer.body.arrayBuffer()).byteLength
  }
}

const before = process.cpuUsage()
const startedAt = performance.now()
await Promise.all(Array.from({ length: Number(width) }, work))
const { user, system } = process.cpuUsage(before)
const wallMs = performance.now() - startedAt
await dispatcher.close()
process.stdout.write(JSON.stringify({ requests: requests.length, cpuMs: (user + system) / 1000, wallMs, bytes }))
