import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { asFlag, flagVariable, reasonFlag, waitFlag } from '../../src/cli/flags.ts'
import { adoptColumns, renderAdopt } from '../../src/cli/render/state.ts'
import { runSteps } from '../../src/cli/run-progress.ts'
import type { StateAdoptResult } from '../../src/services/state-adopt.ts'

const QUESTION = 'Take over this state? Make sure that no other machine still runs it.'

export default class StateAdopt extends BaseCommand {
  static override readonly summary =
    'Accept a state that is older than the last run, empty, or from another machine.'
  static override readonly description =
    'First asks the targets for every open document of every route; what is found is recorded as written. Then writes a new anchor. Without a terminal it needs --yes.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> --reason "restored the backup of Monday"',
  ]
  static override readonly flags = {
    yes: Flags.boolean({ summary: 'Do not ask.', char: 'y', default: false, env: flagVariable('yes') }),
    as: asFlag,
    reason: reasonFlag,
    wait: waitFlag,
  }

  async run(): Promise<StateAdoptResult> {
    const { flags } = await this.parse(StateAdopt)
    const { openContext } = await import('../../src/services/context.ts')
    const { notConfirmed, stateAdopt } = await import('../../src/services/state-adopt.ts')
    const { operatorName } = await import('../../src/services/operator.ts')
    const context = this.closing(await openContext(this.contextRequest(flags)))
    if (!flags.yes && !(await this.prompt('Give --yes.').confirm(QUESTION))) throw notConfirmed()
    const steps = runSteps(this.progress)
    try {
      const input = { by: operatorName(flags.as), reason: flags.reason ?? null, waitMs: flags.wait }
      const result = await stateAdopt(context, { ...input, progress: steps })
      steps.end(true)
      this.show(renderAdopt(result, await this.table(result.routes, adoptColumns), await this.paint()))
      return this.finish(result)
    } catch (error) {
      steps.end(false)
      throw error
    }
  }
}
