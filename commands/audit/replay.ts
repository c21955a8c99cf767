import { Args, Flags } from '@oclif/core'
import { asUserFlag, dryRunFlag, onlyRouteFlag } from '../../src/cli/audit-flags.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { flagVariable, reasonFlag, waitFlag } from '../../src/cli/flags.ts'
import { renderReplay, replayColumns } from '../../src/cli/render/audit.ts'
import { runSteps } from '../../src/cli/run-progress.ts'
import type { AuditReplayResult } from '../../src/services/audit-replay.ts'

export default class AuditReplay extends BaseCommand {
  static override readonly summary = 'Drive documents on from where they stand; none is ever written twice.'
  static override readonly description =
    'Parked ones are judged anew with the mapping and reference data of today, those in doubt are asked for ' +
    'again, written ones only tell their source. Each is looked for in the target before it is sent.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> MLA2BC7QWERTYUIOPA',
    '<%= config.bin %> <%= command.id %> --failed --code ACCOUNT_SUSPENDED --reason "account reopened"',
    '<%= config.bin %> <%= command.id %> --run R20261120080000-a1b2c3 --dry-run',
  ]
  static override readonly args = {
    id: Args.string({
      description: 'Id of the document, or its first 6 characters or more.',
      ignoreStdin: true,
    }),
  }
  static override readonly flags = {
    failed: Flags.boolean({ summary: 'All that are parked or in doubt.', env: flagVariable('failed') }),
    run: Flags.string({
      summary: 'All that this run touched.',
      helpValue: '<run>',
      env: flagVariable('run'),
    }),
    code: Flags.string({
      summary: 'Of those, only the ones with this reason.',
      helpValue: '<CODE>',
      env: flagVariable('reason-code'),
    }),
    route: onlyRouteFlag,
    reason: reasonFlag,
    'as-user': asUserFlag,
    'dry-run': dryRunFlag,
    wait: waitFlag,
  }

  async run(): Promise<AuditReplayResult> {
    const { args, flags } = await this.parse(AuditReplay)
    const { openContext } = await import('../../src/services/context.ts')
    const { auditReplay } = await import('../../src/services/audit-replay.ts')
    const { operatorName } = await import('../../src/services/operator.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const signal = this.stopOnSignal((name) => `${name}: finishing what is in flight …`)
    const steps = runSteps(this.progress)
    const by = operatorName(flags['as-user'])
    const mode = flags['dry-run'] ? 'dry-run' : 'sync'
    try {
      const result = await auditReplay(context, {
        ...args,
        ...flags,
        by,
        mode,
        waitMs: flags.wait,
        signal,
        progress: steps,
      })
      steps.end(result.stops.length === 0)
      this.show(renderReplay(result, await this.table(result.documents, replayColumns), await this.paint()))
      return this.finish(result, result.exitCode)
    } catch (error) {
      steps.end(false)
      throw error
    }
  }
}
