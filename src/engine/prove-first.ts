import { z } from 'zod'
import type { DocumentEntry } from '../contract/document-entry.ts'
import { isTraceCode, type TraceCode } from '../model/identity.ts'
import { hasSourceConflict } from './conflict.ts'
import { writerOf, type RunContext } from './run-context.ts'

/** Name of the fact that a company's form was proven in a target. */
export const proofName = (run: RunContext, form: string, legalEntity: string): string =>
  `proof:${run.targetName}/${form}/${legalEntity.toLowerCase()}`

/** Says of each document whether it may be written. */
export type MayGo = (entry: DocumentEntry) => Promise<boolean>

/**
 * On first use, one document per company and form goes ahead and is followed until it is booked as intended;
 * the others wait. Targets that do not book need no proof.
 */
export const createProofGate = (run: RunContext): MayGo => {
  /** Who goes ahead in this run. */
  const ahead = new Map<string, TraceCode>()
  return async (entry) => {
    const name = nameOfProof(run, entry)
    if (name === null) return true
    const proof = proofNamed(run, name)
    if (proof?.proven === true) return true
    const isUsed = !ahead.has(name) && proof?.id !== entry.id && (await isUnderWay(run, proof, name))
    // Another one may have been faster meanwhile.
    if (isUsed || (ahead.get(name) ?? entry.id) !== entry.id) return false
    ahead.set(name, entry.id)
    if (proof?.id !== entry.id && run.mode === 'sync') run.store.saveFacts(name, { proven: false, id: entry.id })
    return true
  }
}

/** The document that must be booked before this one may be written; null when it waits for none. */
export const waitsFor = async (run: RunContext, entry: DocumentEntry): Promise<TraceCode | null> => {
  const name = nameOfProof(run, entry)
  const proof = name === null ? null : proofNamed(run, name)
  if (name === null || proof === null || proof.proven || proof.id === entry.id) return null
  return (await isUnderWay(run, proof, name)) ? proof.id : null
}

/** Null where no proof is asked for. */
const nameOfProof = (run: RunContext, { plan }: DocumentEntry): string | null =>
  run.settings.proveFirst && plan?.legalEntity != null && writerOf(run, plan.form).books
    ? proofName(run, plan.form, plan.legalEntity)
    : null

type Proof = z.infer<typeof proofSchema>

const proofNamed = (run: RunContext, name: string): Proof | null => proofSchema.safeParse(run.store.facts(name)).data ?? null

const proofSchema = z.object({ proven: z.boolean(), id: z.string().refine(isTraceCode) })

/** The document that goes ahead is still on its way there; one that was parked or withdrawn makes room for another. */
const isUnderWay = async (run: RunContext, proof: Proof | null, name: string): Promise<boolean> => {
  const entry = proof === null ? null : await run.store.get(proof.id)
  if (entry?.plan?.legalEntity == null || proofName(run, entry.plan.form, entry.plan.legalEntity) !== name) return false
  // One that is held back does not go ahead of anybody.
  if (entry.state === 'ready') return run.flowSettings(entry.flow).enabled && !hasSourceConflict(entry)
  return ['sending', 'in-doubt', 'written'].includes(entry.state)
}

/** The first document was booked: from now on all others of its company and form may go. */
export const noteProof = (run: RunContext, entry: DocumentEntry): void => {
  if (entry.plan?.legalEntity == null) return
  const name = proofName(run, entry.plan.form, entry.plan.legalEntity)
  const proof = run.store.facts(name)
  if (proof !== null && proof.proven !== true) run.store.saveFacts(name, { proven: true, id: entry.id })
}
