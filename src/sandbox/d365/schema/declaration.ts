/** How one entity set is written down: property names per EDM or enum type, separated by blanks. */
export interface SetDeclaration {
  /** Public entity name, singular: what `/metadata/PublicEntities` and `@odata.type` use. */
  readonly entity: string
  readonly keys: string
  readonly properties: Readonly<Record<string, string>>
}
