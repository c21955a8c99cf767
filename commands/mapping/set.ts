import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { asFlag, flagVariable, reasonFlag, routeArg, tableArg, waitFlag } from '../../src/cli/flags.ts'
import { renderChange } from '../../src/cli/render/mapping.ts'
import type { MappingChanged } from '../../src/services/mapping-change.ts'

export default class MappingSet extends BaseCommand {
  static override readonly summary = 'Set or remove one entry of a translation table.'
  static override readonly description =
    'Codes: * is the default entry, <legal entity>/<code> counts for one company alone. Values: = is the same code, - leaves the code out. Each change makes a new version, and the trail keeps who made it.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> airbase-to-d365 account 6100 601500',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 account USMF/6100 601510 --reason "US chart"',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 vendor "*" "="',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 dimension Project -',
    '<%= config.bin %> <%= command.id %> airbase-to-d365 account 6100 --remove',
  ]
  static override readonly args = {
    route: routeArg,
    table: tableArg,
    code: Args.string({
      required: true,
      description: 'Code of the source; * for the default entry.',
      ignoreStdin: true,
    }),
    value: Args.string({
      description: 'Code of the target; = for the same code, - to leave it out.',
      ignoreStdin: true,
    }),
  }
  static override readonly flags = {
    remove: Flags.boolean({ summary: 'Remove the entry.', default: false, env: flagVariable('remove') }),
    as: asFlag,
    reason: reasonFlag,
    wait: waitFlag,
  }

  async run(): Promise<MappingChanged> {
    const { args, flags } = await this.parse(MappingSet)
    const { openContext } = await import('../../src/services/context.ts')
    const { mappingSet, wantedValue } = await import('../../src/services/mapping-set.ts')
    const { operatorName } = await import('../../src/services/operator.ts')
    const value = wantedValue(args.value, flags.remove)
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const author = { by: operatorName(flags.as), reason: flags.reason ?? null, waitMs: flags.wait }
    const result = await mappingSet(context, { ...args, value, author })
    this.show(renderChange(result, await this.paint()))
    return this.finish(result)
  }
}
