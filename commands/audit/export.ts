import { Flags } from '@oclif/core'
import { exportHelp } from '../../src/cli/audit-export-help.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { flagVariable, outputFlag } from '../../src/cli/flags.ts'
import { renderExport } from '../../src/cli/render/audit.ts'
import type { AuditExportResult } from '../../src/services/audit-export.ts'

const day = (name: 'from' | 'to', which: string) =>
  Flags.string({
    summary: `${which} day of the period (UTC), or a time.`,
    helpValue: '<date>',
    required: true,
    env: flagVariable(name),
  })

export default class AuditExport extends BaseCommand {
  static override readonly summary = 'Export every event of documents in a period, as CSV or JSON lines.'
  static override readonly description = exportHelp
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> --from 2026-11-01 --to 2026-11-30 --output november.csv',
    '<%= config.bin %> <%= command.id %> --from 2026-11-20 --to 2026-11-20 --format json | jq .event',
  ]
  static override readonly flags = {
    from: day('from', 'First'),
    to: day('to', 'Last'),
    format: Flags.option({ options: ['csv', 'json'] as const, default: 'csv' as const })({
      summary: 'CSV, or one JSON object per line.',
      env: flagVariable('format'),
    }),
    output: outputFlag,
  }

  async run(): Promise<AuditExportResult> {
    const { flags } = await this.parse(AuditExport)
    const { openContext } = await import('../../src/services/context.ts')
    const { auditExport, exportNeedsFile } = await import('../../src/services/audit-export.ts')
    if (this.jsonEnabled() && flags.output === undefined) throw exportNeedsFile()
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const { from, to, format, output } = flags
    const result = await auditExport(context, { from, to, format, output, stream: process.stdout })
    this.notice(renderExport(result))
    return this.finish(result)
  }
}
