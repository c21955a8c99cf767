import { BaseCommand } from '../../src/cli/base-command.ts'
import { routeArg, tableArg } from '../../src/cli/flags.ts'
import { entryColumns, renderShow } from '../../src/cli/render/mapping.ts'
import type { MappingShowResult } from '../../src/services/mapping-list.ts'

export default class MappingShow extends BaseCommand {
  static override readonly summary = 'Show the entries of one translation table.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> airbase-to-d365 account',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 dimension:Department',
  ]
  static override readonly args = { route: routeArg, table: tableArg }

  async run(): Promise<MappingShowResult> {
    const { args, flags } = await this.parse(MappingShow)
    const { openContext } = await import('../../src/services/context.ts')
    const { mappingShow } = await import('../../src/services/mapping-list.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const result = await mappingShow(context, args.route, args.table)
    this.show(renderShow(result, await this.table(result.entries, entryColumns)))
    return this.finish(result)
  }
}
