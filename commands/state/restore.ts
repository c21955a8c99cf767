import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { fileSteps } from '../../src/cli/file-progress.ts'
import { flagVariable, waitFlag } from '../../src/cli/flags.ts'
import { renderRestore } from '../../src/cli/render/state.ts'
import type { StateRestoreResult } from '../../src/services/state-restore.ts'

export default class StateRestore extends BaseCommand {
  static override readonly summary = 'Put a backup in the place of the state.'
  static override readonly description =
    'Every file is checked first. The anchor beside the settings stays: a backup that is older than the last run stops the next one with exit code 10 until state adopt.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> /backup/ml-connector-2026-11-20 --replace',
  ]
  static override readonly args = {
    backup: Args.string({ required: true, description: 'Folder of a backup.' }),
  }
  static override readonly flags = {
    replace: Flags.boolean({
      summary: 'Move a state that is there aside.',
      default: false,
      env: flagVariable('replace'),
    }),
    wait: waitFlag,
  }

  async run(): Promise<StateRestoreResult> {
    const { args, flags } = await this.parse(StateRestore)
    const { openContext } = await import('../../src/services/context.ts')
    const { stateRestore } = await import('../../src/services/state-restore.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    const steps = fileSteps(this.progress, 'Restoring the state')
    const input = { backup: args.backup, replace: flags.replace, waitMs: flags.wait }
    const result = await steps.around((onFile) => stateRestore(context, { ...input, onFile }))
    this.show(renderRestore(result, await this.paint()))
    return this.finish(result)
  }
}
