import type { Container } from '../../../contract/target.ts'
import { cutText } from '../lengths.ts'
import { allOf, eq } from '../odata.ts'
import { etagOf, isYes, sameText, textOf, type Row } from '../wire.ts'
import { headerKey, type JournalKit, type JournalPlace } from './kit.ts'

/**
 * Documents of one journal. Its lines are written one after the other, so that many documents of one day would
 * keep one worker busy and leave the others idle if they all went into one journal; far fewer would leave
 * people with dozens of journals a day to post (docs/adr/0009).
 */
export const DOCUMENTS_PER_JOURNAL = 100

/** Characters of the description before the trace code: 60 in all. */
const FLOW_CHARACTERS = 40

/**
 * The description of a journal: a short text for people and the trace code, found again by equality of the
 * whole (contract 9: two of the three header sets have nothing else that could carry it).
 */
const journalDescription = (container: Pick<Container, 'flow' | 'trace'>): string =>
  `${cutText(container.flow, 'text').slice(0, FLOW_CHARACTERS).trim()} ${container.trace}`.trim()

/** The body of a new header; the number is D365's. */
export const headerBody = (kit: JournalKit, container: Container, journalName: string): Row => ({
  dataAreaId: container.legalEntity.toLowerCase(),
  JournalName: journalName,
  Description: journalDescription(container),
  ...(kit.family.integrationKey && { IntegrationKey: container.trace }),
})

/**
 * Asks for a journal by its trace code and removes it when it is empty. Safe to repeat.
 * `absent`: none there; `removed`: it was empty and is gone; `in-use`: it has lines, or could not be removed.
 */
export const closeJournal = async (
  kit: JournalKit,
  container: Container,
): Promise<'absent' | 'removed' | 'in-use'> => {
  const company = container.legalEntity.toLowerCase()
  const headers = await findHeaders(kit, container, company)
  if (headers.length === 0) return 'absent'
  const answers: boolean[] = []
  for (const header of headers) {
    answers.push(await removeIfEmpty(kit, { company, journal: textOf(header, 'JournalBatchNumber') }, header))
  }
  return answers.every((removed) => removed) ? 'removed' : 'in-use'
}

const findHeaders = async (
  kit: JournalKit,
  container: Container,
  company: string,
): Promise<readonly Row[]> => {
  const [field, value] = kit.family.integrationKey
    ? ['IntegrationKey', container.trace as string]
    : ['Description', journalDescription(container)]
  const rows = await kit.api.rows(kit.family.headers, {
    filter: allOf(eq('dataAreaId', company), eq(field, value)),
    select: ['dataAreaId', 'JournalBatchNumber', 'IsPosted', field],
  })
  return rows.filter((row) => sameText(textOf(row, field), value))
}

/** Deletes a header that is unposted, unchanged and without lines. */
export const removeIfEmpty = async (kit: JournalKit, place: JournalPlace, header: Row): Promise<boolean> => {
  if (isYes(header, 'IsPosted')) return false
  const lines = await kit.api.rows(kit.family.lines, {
    filter: allOf(eq('dataAreaId', place.company), eq('JournalBatchNumber', place.journal)),
    select: ['JournalBatchNumber', 'LineNumber'],
  })
  if (lines.length > 0) return false
  const answer = await kit.api.remove(kit.family.headers, headerKey(place), etagOf(header))
  return answer.kind === 'done' || answer.refusal.kind === 'missing'
}
