import type { Brand } from '../lib/brand.ts'

/** The identity that a bookkeeper would use. Equal keys are the same document in the books. */
export type NaturalKey = Brand<string, 'NaturalKey'>

/** As D365's database compares text: NFC, trimmed, case-folded. */
export const foldKeyText = (text: string): string => text.normalize('NFC').trim().toLowerCase()

/** Joins the parts, each folded as the target compares them. */
export const naturalKey = (kind: string, ...parts: readonly string[]): NaturalKey =>
  [kind, ...parts].map(foldKeyText).join('\u001f') as NaturalKey
