import { Flags } from '@oclif/core'
import { onlyRouteFlag } from '../../src/cli/audit-flags.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { flagVariable } from '../../src/cli/flags.ts'
import { listColumns, renderList } from '../../src/cli/render/audit.ts'
import type { AuditListResult, ListState } from '../../src/services/audit-list.ts'

const STATES = ['ready', 'sending', 'in-doubt', 'parked', 'written', 'withdrawn', 'conflict'] as const

export default class AuditList extends BaseCommand {
  static override readonly summary =
    'List open documents, newest first; without a state, what needs a person.'
  static override readonly description =
    'A person is needed for documents that are parked, in doubt, withdrawn from the target, or in conflict.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --state parked --reason ACCOUNT_SUSPENDED --route airbase-to-d365',
    '<%= config.bin %> <%= command.id %> --state written --since 2026-11-01',
  ]
  static override readonly flags = {
    route: onlyRouteFlag,
    flow: Flags.string({ summary: 'Only this flow.', env: flagVariable('flow') }),
    state: Flags.option({ options: STATES, multiple: true, delimiter: ',' as const })({
      summary: 'Only documents in this state; may be repeated.',
      env: flagVariable('state'),
    }),
    reason: Flags.string({
      summary: 'Only documents with this reason.',
      helpValue: '<CODE>',
      env: flagVariable('reason-code'),
    }),
    since: Flags.string({
      summary: 'Only documents whose latest event is not older: a day (UTC) or a time.',
      helpValue: '<date>',
      env: flagVariable('since'),
    }),
    limit: Flags.integer({
      summary: 'Show at most so many.',
      min: 1,
      default: 50,
      env: flagVariable('limit'),
    }),
  }

  async run(): Promise<AuditListResult> {
    const { flags } = await this.parse(AuditList)
    const { openContext } = await import('../../src/services/context.ts')
    const { auditList } = await import('../../src/services/audit-list.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const { route, flow, reason, since, limit } = flags
    const states: readonly ListState[] | undefined = flags.state
    const result = await auditList(context, { route, flow, states, reason, since, limit })
    this.show(renderList(result, await this.table(result.documents, listColumns)))
    return this.finish(result)
  }
}
