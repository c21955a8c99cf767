/** Financial dimensions of a line: name of the dimension → its value, both as the ledger spells them. */
export type Dimensions = Readonly<Record<string, string>>
