import { BaseCommand } from '../../src/cli/base-command.ts'
import { connectionArg } from '../../src/cli/flags.ts'
import { renderTest } from '../../src/cli/render/auth.ts'
import { openAuthContext } from '../../src/services/auth-open.ts'
import { authTest, type AuthTestResult } from '../../src/services/auth-test.ts'

export default class AuthTest extends BaseCommand {
  static override readonly summary = 'Ask the far side of a connection who we are.'
  static override readonly examples = ['<%= config.bin %> <%= command.id %> airbase']
  static override readonly args = { connection: connectionArg }

  async run(): Promise<AuthTestResult> {
    const { args, flags } = await this.parse(AuthTest)
    const context = this.closing(await openAuthContext(this.contextRequest(flags)))
    const result = await authTest(context, args.connection)
    this.show(renderTest(result, await this.paint()))
    return this.finish(result, result.ok ? 0 : 8)
  }
}
