import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.ts'
import { flagVariable, flowFlag, maxAmountFlag, maxDocumentsFlag, maxTotalFlag, routeArg, waitFlag } from '../src/cli/flags.ts'
import { renderRun } from '../src/cli/render/run.ts'
import { runSteps } from '../src/cli/run-progress.ts'
import type { SyncResult } from '../src/services/sync.ts'

export default class Sync extends BaseCommand {
  static override readonly summary = 'Run a route: read, check, write, follow, acknowledge.'
  static override readonly description =
    'Writes unposted documents only; posting stays with people. Safe to repeat and to interrupt at any moment: what is in the target is never written again.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> airbase-to-d365',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 --flow bills --max-documents 200 --wait 10m',
  ]
  static override readonly args = { route: routeArg }
  static override readonly flags = {
    flow: flowFlag,
    limit: Flags.integer({ summary: 'Send at most so many documents.', min: 1, env: flagVariable('limit') }),
    'max-documents': maxDocumentsFlag,
    'max-total': maxTotalFlag,
    'max-amount': maxAmountFlag,
    wait: waitFlag,
  }

  async run(): Promise<SyncResult> {
    const { args, flags } = await this.parse(Sync)
    this.notice(`${this.config.bin} ${this.config.version}: sync ${args.route}`)
    const { openContext } = await import('../src/services/context.ts')
    const { sync } = await import('../src/services/sync.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const signal = this.stopOnSignal((name) => `${name}: finishing what is in flight …`, context.settings.limits.drainMs)
    const steps = runSteps(this.progress)
    try {
      const result = await sync(context, {
        route: args.route,
        flows: flags.flow,
        documentsMax: flags.limit,
        guards: guardsOf(flags),
        waitMs: flags.wait,
        mode: 'sync',
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

const guardsOf = (flags: Record<string, unknown>) => ({
  ...(flags['max-documents'] !== undefined && { documentsMax: flags['max-documents'] as number }),
  ...(flags['max-total'] !== undefined && { totalMax: flags['max-total'] as Record<string, string> }),
  ...(flags['max-amount'] !== undefined && { amountMax: flags['max-amount'] as Record<string, string> }),
})
