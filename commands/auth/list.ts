import { BaseCommand } from '../../src/cli/base-command.ts'
import { listColumns } from '../../src/cli/render/auth.ts'
import { authList, type AuthListResult } from '../../src/services/auth-list.ts'
import { openAuthContext } from '../../src/services/auth-open.ts'

export default class AuthList extends BaseCommand {
  static override readonly summary = 'List which secrets are stored and which are missing; never a value.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %>']

  async run(): Promise<AuthListResult> {
    const { flags } = await this.parse(AuthList)
    const context = this.closing(await openAuthContext(this.contextRequest(flags)))
    const result = await authList(context)
    const table = await this.table(result.secrets, listColumns)
    this.show(table === '' ? 'No connection needs a secret, and none is stored.' : table)
    return this.finish(result)
  }
}
