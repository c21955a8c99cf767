import { BaseCommand } from '../../src/cli/base-command.ts'
import { providerColumns, statusColumns } from '../../src/cli/render/auth.ts'
import { openAuthContext } from '../../src/services/auth-open.ts'
import { authStatus, type AuthStatusResult } from '../../src/services/auth-status.ts'

export default class AuthStatus extends BaseCommand {
  static override readonly summary = 'Show which credential provider is live, and how old each secret is.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %>']

  async run(): Promise<AuthStatusResult> {
    const { flags } = await this.parse(AuthStatus)
    const context = this.closing(await openAuthContext(this.contextRequest(flags)))
    const result = await authStatus(context)
    const stores = result.storesIn === null ? 'nowhere' : `in the ${result.storesIn}`
    this.show(
      await this.table(result.providers, providerColumns),
      `auth login stores ${stores}.`,
      await this.table(result.secrets, statusColumns),
    )
    return this.finish(result)
  }
}
