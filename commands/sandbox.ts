import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.ts'
import { flagVariable } from '../src/cli/flags.ts'
import { renderSandbox } from '../src/cli/render/sandbox.ts'
import { untilSignal } from '../src/cli/signals.ts'

const count = (name: string, what: string, otherwise: number) =>
  Flags.integer({ summary: `How many ${what}.`, min: 0, max: 100_000, default: otherwise, env: flagVariable(name) })
const port = (system: string) =>
  Flags.integer({ summary: `Port of ${system} on 127.0.0.1; a free one without it.`, min: 0, max: 65_535, default: 0, env: flagVariable(`${system}-port`) })

export default class Sandbox extends BaseCommand {
  static override readonly summary = 'Run simulated systems on this machine, for rehearsal.'
  static override readonly description =
    'Starts D365 and Airbase on free loopback ports, with generated data, until Ctrl-C. The control address books, edits, and misbehaves on demand.'
  static override readonly examples = [
    '<%= config.bin %> <%= command.id %> --folder ./rehearsal',
    '<%= config.bin %> <%= command.id %> --bills 500 --cards 300 --problems 0.2 --seed 7',
  ]
  static override readonly flags = {
    folder: Flags.string({ summary: 'Write settings and mapping tables for it into this folder.', env: flagVariable('folder') }),
    seed: Flags.integer({ summary: 'The same seed makes the same data.', default: 1, env: flagVariable('seed') }),
    bills: count('bills', 'bills', 40),
    reimbursements: count('reimbursements', 'reimbursements', 15),
    cards: count('cards', 'card transactions', 25),
    transfers: count('transfers', 'transfers', 5),
    fees: count('fees', 'fees', 2),
    amortisations: count('amortisations', 'amortisation entries', 5),
    problems: Flags.string({ summary: 'Share of documents with something wrong, 0 to 1.', default: '0.2', env: flagVariable('problems') }),
    latency: Flags.integer({ summary: 'Milliseconds that each answer takes.', min: 0, max: 10_000, default: 0, env: flagVariable('latency') }),
    'd365-port': port('d365'),
    'airbase-port': port('airbase'),
    'control-port': port('control'),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Sandbox)
    const { startSandbox } = await import('../src/services/sandbox.ts')
    const running = await startSandbox({
      ...flags,
      problems: Number(flags.problems),
      latencyMs: flags.latency,
      ports: { d365: flags['d365-port'], airbase: flags['airbase-port'], control: flags['control-port'] },
      folder: flags.folder ?? null,
    })
    const { close, ...facts } = running
    if (this.jsonEnabled()) this.logJson(facts)
    else this.show(renderSandbox(facts))
    await untilSignal()
    await close()
  }
}
