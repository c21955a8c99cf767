import { Flags } from '@oclif/core'
import { documentArg } from '../../src/cli/audit-flags.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { flagVariable } from '../../src/cli/flags.ts'
import { renderShow } from '../../src/cli/render/audit-show.ts'
import type { AuditShowResult } from '../../src/services/audit-show.ts'

export default class AuditShow extends BaseCommand {
  static override readonly summary =
    'Show the journey of one document: what was read, sent and answered, and when.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> MLA2BC7QWERTYUIOPA',
    '<%= config.bin %> <%= command.id %> mla2bc --personal',
  ]
  static override readonly args = { id: documentArg }
  static override readonly flags = {
    personal: Flags.boolean({
      summary: 'Show names, addresses and notes too; bank data stays hidden.',
      env: flagVariable('personal'),
    }),
  }

  async run(): Promise<AuditShowResult> {
    const { args, flags } = await this.parse(AuditShow)
    const { openContext } = await import('../../src/services/context.ts')
    const { auditShow } = await import('../../src/services/audit-show.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const result = await auditShow(context, { id: args.id, personal: flags.personal })
    this.show(renderShow(result, await this.paint()))
    return this.finish(result)
  }
}
