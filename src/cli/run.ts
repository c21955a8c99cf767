import { type Interfaces, run } from '@oclif/core'
import { isSwitchedOn } from './flags.ts'
import { failureJson, renderFailure, toFailure } from './failure.ts'
import { plainPaint } from './render/paint.ts'

/** Runs a command line. Never throws: what no command could catch is shown here. Sets `process.exitCode`. */
export const runCli = async (argv: readonly string[], from: Interfaces.LoadOptions): Promise<void> => {
  process.stderr.on('error', ignoreClosedPipe)
  try {
    await run([...argv], from)
    await written(process.stdout)
  } catch (error) {
    report(error, argv.includes('--json') || isSwitchedOn(process.env.ML_CONNECTOR_JSON))
  }
}

const report = (error: unknown, json: boolean): void => {
  const failure = toFailure(error)
  process.exitCode = failure.exitCode
  if (json) process.stdout.write(`${JSON.stringify(failureJson(failure), null, 2)}\n`)
  else process.stderr.write(renderFailure(failure, plainPaint))
}

/** Resolves once everything is written, or nobody reads any more: after it, the process may be ended. */
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed) return resolve()
    stream.once('close', resolve)
    stream.write('', () => resolve())
  })

/** oclif does the same for stdout. */
const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
}
