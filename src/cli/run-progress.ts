import type { Progress, ProgressStep } from './progress.ts'

/** The progress of a run, one line for each of its steps. */
export interface RunSteps {
  step(name: string, total: number | null): void
  advance(done: number): void
  /** Ends the step that is open. */
  end(ok: boolean): void
}

/** Shows a run's steps through the command's progress. */
export const runSteps = (progress: Progress): RunSteps => {
  let open: ProgressStep | null = null
  const end = (ok: boolean) => {
    if (ok) open?.done()
    else open?.failed()
    open = null
  }
  return {
    step: (name, total) => {
      end(true)
      open = progress.step(name.charAt(0).toUpperCase() + name.slice(1))
      if (total !== null) open.update({ documents: 0, documentsMax: total })
    },
    advance: (done) => open?.update({ documents: done }),
    end,
  }
}
