import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { join } from 'node:path'
import type { AppendFile, Disk } from '../contract/disk.ts'
import { isoTime, type Clock } from '../lib/clock.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../lib/secret.ts'
import type { TrailLine } from './trail-line.ts'

/** Where the key of one document is kept: month file and slot of 32 bytes in it. */
export interface KeySlot {
  readonly file: string
  readonly slot: number
}

const SLOT_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const ERASED = Buffer.alloc(SLOT_BYTES)
/** Slots that are made durable together, ahead of their use: few at first, more in a long run. */
const BLOCK = { first: 8, max: 512 } as const

/**
 * Seals what personal data a document has. Each document has a key of its own: HMAC of the slot's random bytes
 * under the state key. Erasing is overwriting the slot: the lines of the chain stay as they are.
 */
export interface Sealer {
  /** A new key slot; durable after `sync`. */
  newSlot(): { readonly slot: KeySlot; readonly secret: Buffer }
  /** Makes new slots durable; called before the lines that use them. */
  sync(): Promise<void>
  /** The slot's secret; null once it was erased. */
  secretOf(slot: KeySlot): Promise<Buffer | null>
  erase(slot: KeySlot): Promise<void>
  close(): Promise<void>
}

export interface SealerParts {
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  /** The state's `keys` folder. */
  readonly folder: string
}

/**
 * Keeps key slots in month files `keys/2026-11.bin`; one run uses the file of the month in which it began. Slots are
 * random bytes until a line uses them, so that a block of them is synced before its first use, and once.
 */
export const openSealer = async (parts: SealerParts): Promise<Sealer> => {
  const { disk, random, folder } = parts
  const name = isoTime(parts.clock.now()).slice(0, 7)
  const path = join(folder, `${name}.bin`)
  let next = Math.ceil(((await disk.size(path)) ?? 0) / SLOT_BYTES)
  let file: AppendFile | null = null
  let block: Buffer = Buffer.alloc(0)
  let blockSlots: number = BLOCK.first
  let used = 0
  let fresh: Buffer[] = []

  const openFile = async (): Promise<AppendFile> => {
    const opened = await disk.openAppend(path)
    // A slot that was torn by a crash is filled up: no line can use it.
    if (opened.size % SLOT_BYTES !== 0) await opened.truncate(Math.ceil(opened.size / SLOT_BYTES) * SLOT_BYTES)
    await disk.syncFolder(folder)
    return opened
  }
  return {
    newSlot: () => {
      if (used === block.length) {
        block = random.bytes(blockSlots * SLOT_BYTES)
        blockSlots = Math.min(BLOCK.max, blockSlots * 2)
        used = 0
        fresh.push(block)
      }
      const secret = block.subarray(used, used + SLOT_BYTES)
      used += SLOT_BYTES
      next += 1
      return { slot: { file: name, slot: next - 1 }, secret }
    },
    sync: async () => {
      if (fresh.length === 0) return
      const due = Buffer.concat(fresh)
      fresh = []
      file ??= await openFile()
      await file.append(due)
      await file.sync()
    },
    secretOf: async (slot) => {
      const at = slot.slot * SLOT_BYTES
      const secret = await disk.readRange(join(folder, `${slot.file}.bin`), at, SLOT_BYTES)
      return secret.length < SLOT_BYTES || secret.equals(ERASED) ? null : secret
    },
    erase: (slot) => disk.overwrite(join(folder, `${slot.file}.bin`), slot.slot * SLOT_BYTES, ERASED),
    close: async () => {
      await file?.close()
    },
  }
}

const keyOf = (stateKey: Secret, slotSecret: Buffer): Buffer =>
  createHmac('sha256', Buffer.from(stateKey.reveal(), 'base64')).update(slotSecret).digest()

/** AES-256-GCM over JSON; `bound` (the document's id) cannot be changed without breaking it. Base64. */
export const sealJson = (value: JsonObject, keys: { stateKey: Secret; slotSecret: Buffer; nonce: Buffer; bound: string }): string => {
  const cipher = createCipheriv('aes-256-gcm', keyOf(keys.stateKey, keys.slotSecret), keys.nonce)
  cipher.setAAD(Buffer.from(keys.bound))
  const sealed = Buffer.concat([keys.nonce, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()])
  return sealed.toString('base64')
}

/** The reverse; throws when it was sealed with another key or changed. */
export const unsealJson = (sealed: string, keys: { stateKey: Secret; slotSecret: Buffer; bound: string }): JsonObject => {
  const bytes = Buffer.from(sealed, 'base64')
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const tag = bytes.subarray(bytes.length - TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', keyOf(keys.stateKey, keys.slotSecret), nonce)
  decipher.setAAD(Buffer.from(keys.bound))
  decipher.setAuthTag(tag)
  const text = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  return JSON.parse(text) as JsonObject
}

export const newNonce = (random: Random): Buffer => random.bytes(NONCE_BYTES)

/** The source record or body that a line seals; null when it seals none, or when its key was erased. */
export const unsealLine = async (
  line: Pick<TrailLine, 'doc' | 'sealed'>,
  parts: { readonly sealer: Sealer; readonly stateKey: Secret },
): Promise<JsonObject | null> => {
  if (line.sealed === undefined) return null
  const slotSecret = await parts.sealer.secretOf(line.sealed.key)
  if (slotSecret === null) return null
  return unsealJson(line.sealed.data, { stateKey: parts.stateKey, slotSecret, bound: line.doc ?? '' })
}
