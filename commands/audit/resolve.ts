import { Args, Flags } from '@oclif/core'
import { asUserFlag, documentArg } from '../../src/cli/audit-flags.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { flagVariable, waitFlag } from '../../src/cli/flags.ts'
import { renderResolve } from '../../src/cli/render/audit.ts'
import { runSteps } from '../../src/cli/run-progress.ts'
import type { AuditResolveResult } from '../../src/services/audit-resolve.ts'

export default class AuditResolve extends BaseCommand {
  static override readonly summary =
    'Settle a doubt, or close a document, by a decision that the trail keeps.'
  static override readonly description =
    'written: it is in the target under this id. absent: it is not there and may go again. Both ask the ' +
    'target once more, and are refused where it says otherwise. closed: it is not written by this program, or its ' +
    'conflict is mended.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> MLA2BC --as written 00631 --reason "seen in journal 00631"',
    '<%= config.bin %> <%= command.id %> MLA2BC --as absent --reason "not in D365"',
    '<%= config.bin %> <%= command.id %> MLA2BC --as closed --reason "entered by hand"',
  ]
  static override readonly args = {
    id: documentArg,
    target: Args.string({
      description: 'With --as written: header reference, journal number or voucher.',
      ignoreStdin: true,
    }),
  }
  static override readonly flags = {
    as: Flags.option({ options: ['written', 'absent', 'closed'] as const, required: true })({
      summary: 'What it is.',
      env: flagVariable('resolve-as'),
    }),
    reason: Flags.string({ summary: 'Why; kept in the trail.', required: true, env: flagVariable('reason') }),
    'as-user': asUserFlag,
    wait: waitFlag,
  }

  async run(): Promise<AuditResolveResult> {
    const { args, flags } = await this.parse(AuditResolve)
    const { openContext } = await import('../../src/services/context.ts')
    const { auditResolve } = await import('../../src/services/audit-resolve.ts')
    const { operatorName } = await import('../../src/services/operator.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const signal = this.stopOnSignal(() => 'Stopping …')
    const steps = runSteps(this.progress)
    const { id, target: targetId } = args
    const decided = { id, targetId, as: flags.as, reason: flags.reason, by: operatorName(flags['as-user']) }
    try {
      const run = { waitMs: flags.wait, signal, progress: steps }
      const result = await auditResolve(context, { ...decided, ...run })
      steps.end(true)
      this.show(renderResolve(result, await this.paint()))
      return this.finish(result)
    } catch (error) {
      steps.end(false)
      throw error
    }
  }
}
