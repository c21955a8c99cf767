// `npm run torture:kill`: kills the shipped program as often as asked, and judges by the books and the trail.
import { parseArgs } from 'node:util'
import { inHome } from './home.ts'
import { Breach, killCampaign, type KillFigures } from './kill-campaign.ts'

const say = (text: string) => void process.stderr.write(`${text}\n`)

const numberOf = (name: string, text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1`)
  return value
}

const shareText = ({ kills, atWork }: KillFigures): string => `${kills} kills, ${atWork} of them (${Math.round((100 * atWork) / Math.max(1, kills))} %) in the middle of work`

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } })
  const [kills, seed] = [numberOf('kills', values.kills), numberOf('seed', values.seed)]
  const startedAt = performance.now()
  const seconds = () => Math.round((performance.now() - startedAt) / 1000)
  const tell = (soFar: KillFigures) => say(`${seconds()} s: ${shareText(soFar)}; ${soFar.missed} runs ended before; worlds ${seed} to ${seed + soFar.worlds - 1} begun`)
  try {
    const figures = await inHome('kill', (home) => killCampaign({ seed, kills, home, tell }))
    say(`Where the kills landed, by the last line of the trail: ${JSON.stringify(figures.landed)}`)
    process.stdout.write(`${shareText(figures)}, in ${figures.worlds} worlds from seed ${seed}, in ${seconds()} s: nothing doubled, nothing lost, every trail holds\n`)
  } catch (error) {
    if (!(error instanceof Breach)) throw error
    say(error.cause instanceof Error ? (error.cause.stack ?? error.message) : error.message)
    say(`BREACH at seed ${error.seed}. Again: npm run torture:kill -- --seed ${error.seed} --kills 40`)
    process.exitCode = 1
  }
}

await main()
