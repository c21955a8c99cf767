import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { fileSteps } from '../../src/cli/file-progress.ts'
import { waitFlag } from '../../src/cli/flags.ts'
import { renderBackup } from '../../src/cli/render/state.ts'
import type { StateBackupResult } from '../../src/services/state-backup.ts'

export default class StateBackup extends BaseCommand {
  static override readonly summary = 'Copy the state into a new folder, and read the copy back.'
  static override readonly description =
    'Holds trail, keys, index and anchor, with a list of sizes and hashes in backup.json. Secrets are not in it. Never overwrites.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %> /backup/ml-connector-2026-11-20']
  static override readonly args = { folder: Args.string({ required: true, description: 'New folder.' }) }
  static override readonly flags = { wait: waitFlag }

  async run(): Promise<StateBackupResult> {
    const { args, flags } = await this.parse(StateBackup)
    const { openContext } = await import('../../src/services/context.ts')
    const { stateBackup } = await import('../../src/services/state-backup.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const steps = fileSteps(this.progress, 'Copying the state')
    const result = await steps.around((onFile) =>
      stateBackup(context, { target: args.folder, waitMs: flags.wait, onFile }),
    )
    this.show(renderBackup(result, await this.paint()))
    return this.finish(result)
  }
}
