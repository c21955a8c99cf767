import { BaseCommand } from '../../src/cli/base-command.ts'
import { outputFlag, routeArg, tableFlag } from '../../src/cli/flags.ts'
import { FORMULA_NOTICE, renderExport } from '../../src/cli/render/mapping.ts'
import type { MappingExportResult } from '../../src/services/mapping-export.ts'

export default class MappingExport extends BaseCommand {
  static override readonly summary = 'Export translation tables as CSV, to stdout or to a file.'
  static override readonly description =
    'mapping import reads it back to the same entries. Every cell is quoted and kept exact: a spreadsheet shows "=" and "-" as text, and must import all columns as text where longer cells begin with = + - or @.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> airbase-to-d365 --output mapping.csv',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 --table account',
  ]
  static override readonly args = { route: routeArg }
  static override readonly flags = { table: tableFlag, output: outputFlag }

  async run(): Promise<MappingExportResult> {
    const { args, flags } = await this.parse(MappingExport)
    const { openContext } = await import('../../src/services/context.ts')
    const { mappingExport } = await import('../../src/services/mapping-export.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const result = await mappingExport(context, {
      route: args.route,
      table: flags.table ?? null,
      output: flags.output ?? null,
    })
    if (result.formulaLike > 0) this.notice(FORMULA_NOTICE)
    this.show(renderExport(result))
    return this.finish(result)
  }
}
