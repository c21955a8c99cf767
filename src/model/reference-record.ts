/** A main account as another system should know it. */
export interface AccountRecord {
  readonly type: 'account'
  readonly id: string
  readonly name: string
  readonly accountType: string
  readonly legalEntities: readonly string[]
  readonly active: boolean
}

/** A vendor as another system should know it; one account may serve several legal entities. */
export interface VendorRecord {
  readonly type: 'vendor'
  readonly id: string
  readonly name: string
  readonly legalEntities: readonly string[]
  readonly active: boolean
}

/** A value of a financial dimension as another system should know it. */
export interface DimensionValueRecord {
  readonly type: 'dimension-value'
  readonly dimension: string
  readonly id: string
  readonly name: string
  readonly legalEntities: readonly string[]
  readonly active: boolean
}

export type ReferenceRecord = AccountRecord | VendorRecord | DimensionValueRecord
