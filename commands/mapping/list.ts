import { BaseCommand } from '../../src/cli/base-command.ts'
import { routeArg } from '../../src/cli/flags.ts'
import { renderList, tableColumns } from '../../src/cli/render/mapping.ts'
import type { MappingListResult } from '../../src/services/mapping-list.ts'

export default class MappingList extends BaseCommand {
  static override readonly summary = 'List the translation tables of a route.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %> airbase-to-d365']
  static override readonly args = { route: routeArg }

  async run(): Promise<MappingListResult> {
    const { args, flags } = await this.parse(MappingList)
    const { openContext } = await import('../../src/services/context.ts')
    const { mappingList } = await import('../../src/services/mapping-list.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const result = await mappingList(context, args.route)
    this.show(renderList(result, await this.table(result.tables, tableColumns)))
    return this.finish(result)
  }
}
