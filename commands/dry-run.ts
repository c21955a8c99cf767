import { BaseCommand } from '../src/cli/base-command.ts'
import { flowFlag, routeArg } from '../src/cli/flags.ts'
import { renderRun } from '../src/cli/render/run.ts'
import { runSteps } from '../src/cli/run-progress.ts'
import type { SyncResult } from '../src/services/sync.ts'

export default class DryRun extends BaseCommand {
  static override readonly summary = 'Show what a sync would do, document by document, and why not.'
  static override readonly description =
    'Reads both systems and writes nothing anywhere: the connections are opened without any way to write.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %> airbase-to-d365']
  static override readonly args = { route: routeArg }
  static override readonly flags = { flow: flowFlag }

  async run(): Promise<SyncResult> {
    const { args, flags } = await this.parse(DryRun)
    const { openContext } = await import('../src/services/context.ts')
    const { sync } = await import('../src/services/sync.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const signal = this.stopOnSignal(() => 'Stopping …', context.settings.limits.drainMs)
    const steps = runSteps(this.progress)
    try {
      const result = await sync(context, {
        route: args.route,
        flows: flags.flow,
        waitMs: 0,
        mode: 'dry-run',
        signal,
        progress: steps,
      })
      steps.end(result.stops.length === 0)
      this.show(await renderRun(result, { paint: await this.paint(), table: (rows, columns) => this.table(rows, columns) }))
      return this.finish(result, result.exitCode)
    } catch (error) {
      steps.end(false)
      throw error
    }
  }
}
