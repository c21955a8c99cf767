import type { Progress } from './progress.ts'
import { counted } from './render/list.ts'

/** What a service says after each file. */
type OnFile = (done: { readonly files: number; readonly filesMax: number; readonly bytes: number }) => void

/** The progress of work on many files: one step, which ends as the work ends. */
export const fileSteps = (progress: Progress, title: string) => ({
  around: async <Result>(work: (onFile: OnFile) => Promise<Result>): Promise<Result> => {
    const step = progress.step(title)
    let last = ''
    try {
      const result = await work(({ files, bytes }) => {
        last = `${counted(files, 'file')}, ${(bytes / 1_000_000).toFixed(1)} MB`
      })
      step.done(last)
      return result
    } catch (error) {
      step.failed()
      throw error
    }
  },
})
