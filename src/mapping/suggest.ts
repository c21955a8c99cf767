import { nearest } from '../lib/nearest.ts'
import { foldKeyText } from '../model/natural-key.ts'

/** A code that documents lacked, with the name that people know it by where the source says one. */
export interface MissingCode {
  readonly table: string
  readonly code: string
  readonly name: string | null
  /** How many documents wait for it. */
  readonly documents: number
}

/** A code of the ledger that could be meant. */
export interface Candidate {
  readonly code: string
  readonly name: string
}

export interface Suggestion extends MissingCode {
  /** Null when nothing comes near. */
  readonly proposal: string | null
  readonly proposedName: string | null
  readonly why:
    'same code' | 'same name' | 'close code' | 'close name' | 'nothing near' | 'several of that name'
  /** 1 for an equal code; what is below {@link CERTAIN} is for a person to decide. */
  readonly confidence: number
}

/** From here on a proposal may be applied without a look. */
export const CERTAIN = 0.9
const CONFIDENCE = {
  'same code': 1,
  'same name': CERTAIN,
  'close code': 0.5,
  'close name': 0.5,
  'several of that name': 0.3,
  'nothing near': 0,
} as const

/** Candidates by code and by name, for many look-ups. */
export interface CandidateIndex {
  readonly byCode: ReadonlyMap<string, Candidate>
  readonly byName: ReadonlyMap<string, readonly Candidate[]>
}

/** `Société  générale (FR)` → `societe generale fr`: letters and digits alone, without accents and case. */
export const foldName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

export const indexCandidates = (candidates: Iterable<Candidate>): CandidateIndex => {
  const byCode = new Map<string, Candidate>()
  const byName = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const code = foldKeyText(candidate.code)
    if (byCode.has(code)) continue
    byCode.set(code, candidate)
    const name = foldName(candidate.name)
    if (name !== '') byName.set(name, [...(byName.get(name) ?? []), candidate])
  }
  return { byCode, byName }
}

/** The ledger's code for a missing one: by equal code, then by equal name, then by closeness. */
export const suggest = (missing: MissingCode, index: CandidateIndex): Suggestion => {
  const same = index.byCode.get(foldKeyText(missing.code))
  if (same !== undefined) return proposal(missing, same, 'same code')
  const names = [missing.name ?? '', missing.code].map(foldName).filter((name) => name !== '')
  for (const name of names) {
    const [only, ...others] = index.byName.get(name) ?? []
    if (only !== undefined)
      return proposal(missing, only, others.length === 0 ? 'same name' : 'several of that name')
  }
  return close(missing, names, index) ?? proposal(missing, null, 'nothing near')
}

const close = (missing: MissingCode, names: readonly string[], index: CandidateIndex): Suggestion | null => {
  for (const name of names) {
    const found = nearestOf(name, index.byName.keys())
    const [first] = found === null ? [] : (index.byName.get(found) ?? [])
    if (first !== undefined) return proposal(missing, first, 'close name')
  }
  // Numbers that differ in one digit are different accounts: only codes with letters can be close.
  const code = foldKeyText(missing.code)
  const found = /\p{L}/u.test(code) ? nearestOf(code, index.byCode.keys()) : null
  const candidate = found === null ? undefined : index.byCode.get(found)
  return candidate === undefined ? null : proposal(missing, candidate, 'close code')
}

/** Texts of very different length cannot be near: they are not compared. */
const nearestOf = (text: string, candidates: Iterable<string>): string | null => {
  const distanceMax = Math.max(1, Math.floor(text.length / 3))
  const some: string[] = []
  for (const candidate of candidates)
    if (Math.abs(candidate.length - text.length) <= distanceMax) some.push(candidate)
  return nearest(text, some)
}

const proposal = (missing: MissingCode, candidate: Candidate | null, why: Suggestion['why']): Suggestion => ({
  ...missing,
  proposal: candidate?.code ?? null,
  proposedName: candidate?.name ?? null,
  why,
  confidence: CONFIDENCE[why],
})
