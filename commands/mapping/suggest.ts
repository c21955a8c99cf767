import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.ts'
import {
  asFlag,
  flagVariable,
  outputFlag,
  reasonFlag,
  refreshFlag,
  routeArg,
  tableFlag,
  waitFlag,
} from '../../src/cli/flags.ts'
import { renderSuggest, suggestionColumns } from '../../src/cli/render/mapping.ts'
import type { MappingSuggestResult } from '../../src/services/mapping-suggest.ts'

export default class MappingSuggest extends BaseCommand {
  static override readonly summary = 'Propose entries for the codes that parked documents lack.'
  static override readonly description =
    'Compares them with the codes and names of the ledger: same code, same name, close name. --write applies the first two alone.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> airbase-to-d365',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 --table account --output accounts.csv',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 --write',
  ]
  static override readonly args = { route: routeArg }
  static override readonly flags = {
    table: tableFlag,
    write: Flags.boolean({
      summary: 'Apply proposals with the same code or the same name.',
      default: false,
      env: flagVariable('write'),
    }),
    output: outputFlag,
    refresh: refreshFlag,
    as: asFlag,
    reason: reasonFlag,
    wait: waitFlag,
  }

  async run(): Promise<MappingSuggestResult> {
    const { args, flags } = await this.parse(MappingSuggest)
    const { openContext } = await import('../../src/services/context.ts')
    const { mappingSuggest } = await import('../../src/services/mapping-suggest.ts')
    const { operatorName } = await import('../../src/services/operator.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const signal = this.stopOnSignal(() => 'Stopping …')
    const result = await mappingSuggest(context, {
      route: args.route,
      table: flags.table ?? null,
      write: flags.write,
      output: flags.output ?? null,
      refresh: flags.refresh,
      author: { by: operatorName(flags.as), reason: flags.reason ?? null, waitMs: flags.wait },
      signal,
    })
    this.show(renderSuggest(result, await this.table(result.suggestions, suggestionColumns)))
    return this.finish(result)
  }
}
