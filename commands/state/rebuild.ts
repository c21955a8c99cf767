import { BaseCommand } from '../../src/cli/base-command.ts'
import { waitFlag } from '../../src/cli/flags.ts'
import { renderRebuild } from '../../src/cli/render/state.ts'
import type { StateRebuildResult } from '../../src/services/state-rebuild.ts'

export default class StateRebuild extends BaseCommand {
  static override readonly summary = 'Make the index in db/ anew from the trail.'
  static override readonly description =
    'For a damaged or missing index. Verifies the chain as it reads; the old index stays until the new one is whole.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %>']
  static override readonly flags = { wait: waitFlag }

  async run(): Promise<StateRebuildResult> {
    const { flags } = await this.parse(StateRebuild)
    const { openContext } = await import('../../src/services/context.ts')
    const { stateRebuild } = await import('../../src/services/state-rebuild.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const step = this.progress.step('Reading the trail')
    try {
      const onProgress = (done: { readonly documentLines: number }) =>
        step.update({ documents: done.documentLines })
      const result = await stateRebuild(context, { waitMs: flags.wait, onProgress })
      step.done(`${result.lines} lines, ${result.documents} documents, ${result.linesPerSecond} lines/s`)
      this.show(renderRebuild(result, await this.paint()))
      return this.finish(result)
    } catch (error) {
      step.failed('the old index is as it was')
      throw error
    }
  }
}
