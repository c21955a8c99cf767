import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { asFlag, flagVariable, reasonFlag, routeArg, waitFlag } from '../../src/cli/flags.ts'
import { renderImport } from '../../src/cli/render/mapping.ts'
import type { MappingImportResult } from '../../src/services/mapping-import.ts'

export default class MappingImport extends BaseCommand {
  static override readonly summary = 'Import translation tables from a CSV file.'
  static override readonly description =
    'Columns table,code,value with a header; UTF-8; comma or semicolon. All rows are checked first: with one bad row nothing is imported, and every bad row is named.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> airbase-to-d365 mapping.csv',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 mapping.csv --replace --reason "chart of 2027"',
  ]
  static override readonly args = {
    route: routeArg,
    file: Args.string({ required: true, description: 'CSV file.' }),
  }
  static override readonly flags = {
    replace: Flags.boolean({
      summary: 'Remove what the file does not hold from the tables that it names.',
      default: false,
      env: flagVariable('replace'),
    }),
    as: asFlag,
    reason: reasonFlag,
    wait: waitFlag,
  }

  async run(): Promise<MappingImportResult> {
    const { args, flags } = await this.parse(MappingImport)
    const { openContext } = await import('../../src/services/context.ts')
    const { mappingImport } = await import('../../src/services/mapping-import.ts')
    const { operatorName } = await import('../../src/services/operator.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const author = { by: operatorName(flags.as), reason: flags.reason ?? null, waitMs: flags.wait }
    const result = await mappingImport(context, { ...args, replace: flags.replace, author })
    this.show(renderImport(result, await this.paint()))
    return this.finish(result)
  }
}
