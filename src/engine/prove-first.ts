import { z } from 'zod'
import type { DocumentEntry } from '../contract/document-entry.ts'
import { isTraceCode } from '../model/identity.ts'
import { writerOf, type RunContext } from './run-context.ts'

/** Name of the fact that a company's form was proven in a target. */
export const proofName = (run: RunContext, form: string, legalEntity: string): string =>
  `proof:${run.targetName}/${form}/${legalEntity.toLowerCase()}`

/**
 * On first use, one document per company and form goes ahead and is followed until it is booked as intended;
 * the others wait. Targets that do not book need no proof.
 */
export async function* provenOnly(run: RunContext, documents: AsyncIterable<DocumentEntry>): AsyncGenerator<DocumentEntry> {
  const sentNow = new Set<string>()
  for await (const entry of documents) {
    const { plan } = entry
    if (!run.settings.proveFirst || plan?.legalEntity == null || !writerOf(run, plan.form).books) {
      yield entry
      continue
    }
    const name = proofName(run, plan.form, plan.legalEntity)
    const proof = proofSchema.safeParse(run.store.facts(name)).data ?? null
    const mayGo = proof?.proven === true || proof?.id === entry.id || (!sentNow.has(name) && !(await isUnderWay(run, proof)))
    if (!mayGo) continue
    if (proof?.proven !== true) sentNow.add(name)
    if (proof?.proven !== true && run.mode === 'sync') run.store.saveFacts(name, { proven: false, id: entry.id })
    yield entry
  }
}

const proofSchema = z.object({ proven: z.boolean(), id: z.string().refine(isTraceCode) })

/** The document that goes ahead is still on its way; one that was parked or withdrawn makes room for another. */
const isUnderWay = async (run: RunContext, proof: z.infer<typeof proofSchema> | null): Promise<boolean> => {
  const entry = proof === null ? null : await run.store.get(proof.id)
  return entry !== null && ['ready', 'sending', 'in-doubt', 'written'].includes(entry.state)
}

/** The first document was booked: from now on all others of its company and form may go. */
export const noteProof = (run: RunContext, entry: DocumentEntry): void => {
  if (entry.plan?.legalEntity == null) return
  const name = proofName(run, entry.plan.form, entry.plan.legalEntity)
  const proof = run.store.facts(name)
  if (proof !== null && proof.proven !== true) run.store.saveFacts(name, { proven: true, id: entry.id })
}
