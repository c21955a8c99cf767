import { Flags } from '@oclif/core'
import { askSecrets } from '../../src/cli/ask-secrets.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { connectionArg, expiresOnFlag, fromFileFlag, providerFlag, secretFlag } from '../../src/cli/flags.ts'
import { renderLogin, renderTest } from '../../src/cli/render/auth.ts'
import { readSecrets } from '../../src/services/auth-input.ts'
import { authLogin, type AuthLoginResult, loginSecrets, parseExpiry } from '../../src/services/auth-login.ts'
import { openAuthContext } from '../../src/services/auth-open.ts'

export default class AuthLogin extends BaseCommand {
  static override readonly summary = 'Store the secrets of a connection and test them.'
  static override readonly description =
    'Asks for each secret with hidden input. Without a terminal, reads one secret from stdin or from a file.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> airbase',
    '<%= config.bin %> <%= command.id %> d365 --secret client-secret --from-file ./secret.txt',
    'pass show d365 | <%= config.bin %> <%= command.id %> d365 --secret client-secret --provider vault',
  ]
  static override readonly args = { connection: connectionArg }
  static override readonly flags = {
    secret: secretFlag,
    provider: providerFlag,
    'from-file': fromFileFlag,
    'expires-on': expiresOnFlag,
    test: Flags.boolean({
      summary: 'Test the connection afterwards.',
      default: true,
      allowNo: true,
      env: 'ML_CONNECTOR_TEST',
    }),
  }

  async run(): Promise<AuthLoginResult> {
    const { args, flags } = await this.parse(AuthLogin)
    const expiresOn = flags['expires-on']
    const expiresAt = expiresOn === undefined ? null : parseExpiry(expiresOn)
    const context = this.closing(await openAuthContext(this.contextRequest(flags)))
    const specs = loginSecrets(context, args.connection, flags.secret ?? null)
    const ask = this.terminal.asks ? askSecrets(this.prompt('Use stdin or --from-file.')) : null
    const file = flags['from-file'] ?? null
    const secrets = await readSecrets(specs, { file, ask, stdin: this.pipedInput })
    const paint = await this.paint()
    const result = await authLogin(context, {
      connection: args.connection,
      secrets,
      provider: flags.provider ?? null,
      expiresAt,
      test: flags.test,
      onStored: (stored) => this.show(renderLogin(stored, paint)),
    })
    if (result.test) this.show(renderTest(result.test, paint))
    return this.finish(result, result.test?.ok === false ? 8 : 0)
  }
}
