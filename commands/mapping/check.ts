import { BaseCommand } from '../../src/cli/base-command.ts'
import { refreshFlag, routeArg, waitFlag } from '../../src/cli/flags.ts'
import { problemColumns, renderCheck } from '../../src/cli/render/mapping.ts'
import type { MappingCheckResult } from '../../src/services/mapping-check.ts'

export default class MappingCheck extends BaseCommand {
  static override readonly summary =
    'Check every entry against the accounts, vendors and dimensions of the ledger.'
  static override readonly description =
    'Uses the local copy of the reference data; reads it anew with --refresh, or when there is none. Exit code 3 when something is wrong.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %> airbase-to-d365 --refresh']
  static override readonly args = { route: routeArg }
  static override readonly flags = { refresh: refreshFlag, wait: waitFlag }

  async run(): Promise<MappingCheckResult> {
    const { args, flags } = await this.parse(MappingCheck)
    const { openContext } = await import('../../src/services/context.ts')
    const { mappingCheck } = await import('../../src/services/mapping-check.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const signal = this.stopOnSignal(() => 'Stopping …')
    const input = { route: args.route, refresh: flags.refresh, waitMs: flags.wait, signal }
    const result = await mappingCheck(context, input)
    this.show(renderCheck(result, await this.table(result.problems, problemColumns), await this.paint()))
    return this.finish(result, result.wrong > 0 ? 3 : 0)
  }
}
