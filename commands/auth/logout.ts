import { BaseCommand } from '../../src/cli/base-command.ts'
import { connectionArg } from '../../src/cli/flags.ts'
import { renderLogout } from '../../src/cli/render/auth.ts'
import { authLogout, type AuthLogoutResult } from '../../src/services/auth-logout.ts'
import { openAuthContext } from '../../src/services/auth-open.ts'

export default class AuthLogout extends BaseCommand {
  static override readonly summary = 'Remove the secrets of a connection from every provider.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %> airbase']
  static override readonly args = { connection: connectionArg }

  async run(): Promise<AuthLogoutResult> {
    const { args, flags } = await this.parse(AuthLogout)
    const context = this.closing(await openAuthContext(this.contextRequest(flags)))
    const result = await authLogout(context, args.connection)
    this.show(renderLogout(result))
    return this.finish(result)
  }
}
