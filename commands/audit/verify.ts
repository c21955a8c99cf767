import { BaseCommand } from '../../src/cli/base-command.ts'
import { renderVerify } from '../../src/cli/render/audit.ts'
import type { AuditVerifyResult } from '../../src/services/audit-verify.ts'

export default class AuditVerify extends BaseCommand {
  static override readonly summary = 'Check that no line of the trail was changed, removed or added.'
  static override readonly description =
    'Walks the chain of hashes from the first line to the last and holds it against the anchor of the last ' +
    'run. Ends with 10 when it is broken, and says where.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %>']

  async run(): Promise<AuditVerifyResult> {
    const { flags } = await this.parse(AuditVerify)
    const { openContext } = await import('../../src/services/context.ts')
    const { auditVerify } = await import('../../src/services/audit-verify.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const step = this.progress.step('Verifying the trail')
    try {
      const result = await auditVerify(context)
      if (result.ok) step.done(`${result.lines} lines`)
      else step.failed(`${result.lines} lines hold`)
      this.show(renderVerify(result, await this.paint()))
      return this.finish(result, result.exitCode)
    } catch (error) {
      step.failed()
      throw error
    }
  }
}
