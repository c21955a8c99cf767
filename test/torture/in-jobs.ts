import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

export interface Jobs {
  /** The module that runs as a worker when it is given `--job <number> --jobs <count>`. */
  readonly module: string
  readonly args: readonly string[]
  /** As many as the machine has cores without it. */
  readonly count: number | null
  readonly onMessage: (message: unknown) => void
}

/** Runs a module several times side by side, each on its own part; true when every one ended well. */
export const inJobs = async ({ module, args, count, onMessage }: Jobs): Promise<boolean> => {
  const jobs = count ?? availableParallelism()
  const ends = Array.from({ length: jobs }, (_, job) => {
    const child = fork(fileURLToPath(module), [...args, '--job', String(job), '--jobs', String(jobs)], { execArgv: ['--import', 'tsx'] })
    child.on('message', onMessage)
    return new Promise<boolean>((resolve) => child.once('exit', (code) => resolve(code === 0)))
  })
  return (await Promise.all(ends)).every(Boolean)
}
