/** What the program may do with the streams it was given. */
export interface Terminal {
  /** stdout carries one JSON value and stderr stays silent. */
  readonly json: boolean
  /** Somebody reads stdout: tables may be drawn. */
  readonly drawsTables: boolean
  /** Somebody watches stderr: a spinner may turn. */
  readonly spins: boolean
  /** Somebody can answer a question. */
  readonly asks: boolean
  readonly colour: boolean
  /** Columns of stdout. */
  readonly width: number
}

interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface TerminalInput {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Stream
  readonly stdout: Stream
  readonly stderr: Stream
  readonly json: boolean
}

const WIDTH_WITHOUT_TERMINAL = 110

/** Looks at the streams, `NO_COLOR`, `CI`, `TERM=dumb` and `--json`. */
export const detectTerminal = ({ env, stdin, stdout, stderr, json }: TerminalInput): Terminal => {
  const dumb = env.TERM === 'dumb'
  const unattended = json || isSet(env.CI)
  return {
    json,
    drawsTables: isTerminal(stdout) && !dumb && !json,
    // Some pseudo-terminals are no columns wide: a spinner could not draw itself there, and never ends.
    spins: isTerminal(stderr) && stderr.columns !== 0 && !dumb && !unattended,
    asks: isTerminal(stdin) && isTerminal(stderr) && !unattended,
    colour: isTerminal(stdout) && !dumb && !json && !isSet(env.NO_COLOR),
    width: stdout.columns || WIDTH_WITHOUT_TERMINAL,
  }
}

const isTerminal = (stream: Stream): boolean => stream.isTTY === true

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== 'false'
