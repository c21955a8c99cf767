import { askSecrets } from '../../src/cli/ask-secrets.ts'
import { BaseCommand } from '../../src/cli/base-command.ts'
import { connectionArg, expiresOnFlag, fromFileFlag, secretFlag } from '../../src/cli/flags.ts'
import { renderRotate } from '../../src/cli/render/auth.ts'
import { readSecrets } from '../../src/services/auth-input.ts'
import { parseExpiry } from '../../src/services/auth-login.ts'
import { openAuthContext } from '../../src/services/auth-open.ts'
import { authRotate, type AuthRotateResult, rotatableSecrets } from '../../src/services/auth-rotate.ts'

export default class AuthRotate extends BaseCommand {
  static override readonly summary = 'Replace a secret, once the new one has passed its test.'
  static override readonly description =
    'Make the new secret on the far side first. The old one is only replaced once the new one works.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> airbase',
    '<%= config.bin %> <%= command.id %> d365 --secret client-secret --from-file ./new-secret.txt',
  ]
  static override readonly args = { connection: connectionArg }
  static override readonly flags = {
    secret: secretFlag,
    'from-file': fromFileFlag,
    'expires-on': expiresOnFlag,
  }

  async run(): Promise<AuthRotateResult> {
    const { args, flags } = await this.parse(AuthRotate)
    const expiresOn = flags['expires-on']
    const expiresAt = expiresOn === undefined ? null : parseExpiry(expiresOn)
    const context = this.closing(await openAuthContext(this.contextRequest(flags)))
    const specs = await rotatableSecrets(context, args.connection, flags.secret ?? null)
    const ask = this.terminal.asks
      ? askSecrets(this.prompt('Give the secret by stdin or --from-file.'))
      : null
    const secrets = await readSecrets(specs, {
      file: flags['from-file'] ?? null,
      ask,
      stdin: this.pipedInput,
    })
    const result = await authRotate(context, { connection: args.connection, secrets, expiresAt })
    this.show(renderRotate(result, await this.paint()))
    return this.finish(result, result.replaced ? 0 : 8)
  }
}
