/** What a colour says; without colours every function returns its text. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly dim: (text: string) => string
  readonly strong: (text: string) => string
}

const same = (text: string): string => text

/** No colours. */
export const plainPaint: Paint = { good: same, bad: same, warn: same, dim: same, strong: same }

/** Colours where they are wanted; `chalk` is only loaded for them. */
export const loadPaint = async (colour: boolean): Promise<Paint> => {
  if (!colour) return plainPaint
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level: 1 })
  return { good: chalk.green, bad: chalk.red, warn: chalk.yellow, dim: chalk.dim, strong: chalk.bold }
}
