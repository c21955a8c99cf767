/** What a call guards against: chooses which tests are asked first. */
export type GuardGroup = 'sync' | 'durable' | 'find' | 'verify' | 'lock' | 'echo'

/** One function whose calls are guards. */
export interface GuardRule {
  readonly group: GuardGroup
  /** Source text for the call: what it would answer if nothing was ever found, wrong, or unsaved. */
  readonly instead: (argument: (at: number) => string) => string
  /** Its value is nothing, so that a call that stands alone is taken out as a statement. */
  readonly answersNothing: boolean
}

const gone = (group: GuardGroup, instead: string): GuardRule => ({ group, instead: () => instead, answersNothing: true })
const answers = (group: GuardGroup, instead: GuardRule['instead']): GuardRule => ({ group, instead, answersNothing: false })

const DONE = 'Promise.resolve()'
const SYNCED = gone('sync', DONE)
const DURABLE = gone('durable', DONE)
const NO_PROBLEM = answers('echo', () => '{ problems: [], adjusted: {}, added: {} }')
const NO_DIFFERENCE = answers('echo', () => '{}')
const JUST_WORK = (at: number) => answers('lock', (argument) => `(${argument(at)})()`)

/** A verdict that finds the chain whole, over as many lines as the true one saw. */
const WHOLE = '(verdict) => ({ bytes: 0, head: { n: verdict.lines, hash: "" }, torn: null, ...verdict, ok: true })'

/**
 * Functions by the file that declares them and their name there; a member by the type that declares it. The file of a
 * declaration outside of this repository is the package's.
 */
export const GUARDS: Readonly<Record<string, GuardRule>> = {
  'node:fs/promises FileHandle.sync': SYNCED,
  'node:fs/promises FileHandle.datasync': SYNCED,
  'src/contract/disk.ts AppendFile.sync': SYNCED,
  'src/contract/disk.ts Disk.syncFolder': SYNCED,
  'src/state/node-disk.ts syncFolder': SYNCED,
  'src/state/folders.ts syncFolderOf': SYNCED,
  'src/state/seal.ts Sealer.sync': SYNCED,
  'src/state/trail.ts TrailParts.beforeGroup': SYNCED,
  'src/credentials/private-file.ts syncFolder': SYNCED,

  'src/contract/state-store.ts StateStore.durable': DURABLE,
  'src/state/trail.ts Trail.durable': DURABLE,
  'src/state/trail.ts durable': DURABLE,

  'src/contract/target.ts DocumentWriter.find': answers(
    'find',
    (argument) => `Promise.resolve(new Map((${argument(0)}).map((each) => [each.id, { kind: "absent" }])))`,
  ),

  'src/state/backup.ts proven': answers('verify', (argument) => `(${WHOLE})(${argument(0)})`),
  'src/state/verify.ts verifyTrail': answers('verify', (argument) => `verifyTrail(${argument(0)}, ${argument(1)}).then(${WHOLE})`),
  'src/state/backup.ts checkFiles': gone('verify', DONE),
  'src/state/anchor.ts checkAnchor': gone('verify', DONE),
  'src/state/open-state.ts checkManifest': gone('verify', 'undefined'),
  'src/state/open-state.ts checkMachine': gone('verify', 'undefined'),
  'src/services/far-side.ts checkFarSide': gone('verify', 'undefined'),
  'src/state/rebuild-index.ts follow': answers(
    'verify',
    (argument) => `{ n: ${argument(0)}.n + 1, hash: hash("sha256", ${argument(1)}.bytes, "hex") }`,
  ),

  'src/services/host.ts Host.takeLock': answers('lock', () => `Promise.resolve({ release: () => ${DONE} })`),
  'src/state/lock.ts takeLock': answers('lock', () => `Promise.resolve({ release: () => ${DONE} })`),
  'src/state/lock.ts tryLock': answers('lock', () => 'Promise.resolve(true)'),
  'src/services/context.ts ProgramContext.lockFor': JUST_WORK(1),
  'src/services/context.ts lockFor': JUST_WORK(1),
  'src/services/auth-context.ts AuthContext.withLock': JUST_WORK(0),
  'src/credentials/vault-lock.ts withVaultLock': JUST_WORK(2),

  'src/connectors/d365/echo.ts compareEcho': NO_PROBLEM,
  'src/connectors/d365/echo.ts compareRow': NO_PROBLEM,
  'src/connectors/d365/echo.ts compareDisplay': NO_DIFFERENCE,
  'src/connectors/d365/echo.ts compareAccount': NO_DIFFERENCE,
  'src/connectors/d365/echo.ts compareSegments': NO_DIFFERENCE,
  'src/connectors/d365/echo.ts unwantedOffset': answers('echo', () => '[]'),
  'src/connectors/d365/dimensions.ts compareDisplayValue': answers('echo', () => '{ wrong: [], added: {} }'),
  'src/connectors/d365/booked/compare-booked.ts compareBooked': answers(
    'echo',
    (argument) =>
      `Promise.resolve(new Map((${argument(1)}).map(({ id, link }) => [id, { kind: "booked", link, facts: { asSent: true }, conflict: null }])))`,
  ),
  'src/connectors/d365/payments/settled.ts compareSettled': answers('echo', (argument) => `Promise.resolve(${argument(2)})`),
}
