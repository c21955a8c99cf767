import type { StateAdoptResult } from '../../services/state-adopt.ts'
import type { StateBackupResult } from '../../services/state-backup.ts'
import type { StateRebuildResult } from '../../services/state-rebuild.ts'
import type { StateRestoreResult } from '../../services/state-restore.ts'
import { renderKeyValues } from './key-values.ts'
import { counted, renderList } from './list.ts'
import type { Paint } from './paint.ts'
import type { Column } from './table.ts'
import { renderDuration } from './time.ts'

export const renderBackup = (result: StateBackupResult, paint: Paint): string =>
  [
    `${paint.good('✔')} ${counted(result.files, 'file')} (${megabytes(result.bytes)}) are copied and read back.`,
    renderKeyValues([
      ['  backup', result.folder],
      ['  of', result.state],
      ['  trail ends at', `line ${result.trail.n}`],
    ]),
    'Secrets are not in it: back up the vault and its key, or the keychain, on their own. Without the key of the state, sealed records stay sealed.',
    `To put it back: ml-connector state restore ${result.folder}`,
  ].join('\n')

export const renderRestore = (result: StateRestoreResult, paint: Paint): string => {
  const { anchor, trail } = result
  const older = `The last run ended at line ${anchor?.n ?? '?'}${anchor === null ? '' : ` (${anchor.at})`}, which this state does not hold.`
  return [
    `${paint.good('✔')} ${counted(result.files, 'file')} of ${result.madeAt} are restored; the trail ends at line ${trail.n}.`,
    result.movedTo === null
      ? ''
      : `The state that was there is in ${result.movedTo}; delete it once you no longer need it.`,
    result.mustAdopt
      ? `${paint.warn('!')} ${older} The next run stops with exit code 10 until: ml-connector state adopt`
      : '',
    'Secrets are not part of a backup: the credentials that belong to this state must be on this machine.',
  ]
    .filter((line) => line !== '')
    .join('\n')
}

export const renderRebuild = (result: StateRebuildResult, paint: Paint): string =>
  `${paint.good('✔')} The index is made anew from ${counted(result.lines, 'line')} of the trail (${megabytes(result.bytes)}): ` +
  `${counted(result.documents, 'document')} in ${counted(result.shards, 'shard')}, in ${renderDuration(result.tookMs)}, ` +
  `${result.linesPerSecond} lines/s. The chain holds up to line ${result.head.n}.`

export const adoptColumns: readonly Column<StateAdoptResult['routes'][number]>[] = [
  { title: 'Route', value: ({ route }) => route },
  { title: 'Asked for', value: ({ asked }) => asked, align: 'right' },
  { title: 'Found as ours', value: ({ found }) => found, align: 'right' },
  { title: 'Unclear', value: ({ unclear }) => unclear, align: 'right' },
  { title: 'Without a plan', value: ({ notAsked }) => notAsked, align: 'right' },
]

export const renderAdopt = (result: StateAdoptResult, table: string, paint: Paint): string => {
  if (!result.adopted)
    return `${paint.good('✔')} Nothing to adopt: the next run takes ${result.state} as it is.`
  const before =
    result.anchorBefore === null ? 'none' : `line ${result.anchorBefore.n} (${result.anchorBefore.at})`
  return [
    renderList(
      'Adopted although:',
      result.reasons.map(({ message }) => message),
    ),
    table,
    renderKeyValues([
      ['anchor before', before],
      ['trail ended at', `line ${result.trailEnd.n}`],
      ['anchor now', `line ${result.anchorAfter?.n ?? '?'}`],
      ['machine before', result.machineBefore],
      ['machine now', result.machineAfter],
    ]),
    result.trailEnd.n === 0
      ? 'The state is empty: its translation tables are too. Import them before the next sync: ml-connector mapping import.'
      : '',
    `${paint.good('✔')} Runs go on from here. What was found is recorded as written. Every other document is asked for in the target before its first send, also those that this state never knew: none is written twice. Make sure that no other machine still runs the same state.`,
  ]
    .filter((block) => block !== '')
    .join('\n\n')
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`
