import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { renderExplain } from '../../src/cli/render/audit-explain.ts'
import type { AuditExplainResult } from '../../src/services/audit-explain.ts'

export default class AuditExplain extends BaseCommand {
  static override readonly summary = 'Say in plain words what happened to a document, and what is next.'
  static override readonly description =
    'Finds it by any number that a person knows: invoice number, id in the source, header reference, ' +
    'journal number, voucher, trace code.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> INV-123',
    '<%= config.bin %> <%= command.id %> 00631',
  ]
  static override readonly args = {
    number: Args.string({ required: true, description: 'Any number of the document.', ignoreStdin: true }),
  }

  async run(): Promise<AuditExplainResult> {
    const { args, flags } = await this.parse(AuditExplain)
    const { openContext } = await import('../../src/services/context.ts')
    const { auditExplain } = await import('../../src/services/audit-explain.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const result = await auditExplain(context, { number: args.number })
    this.show(renderExplain(result, await this.paint()))
    return this.finish(result)
  }
}
