import { expect, inject, test } from 'vitest'
import { shareOf } from '../support/share.ts'
import { killCampaign } from '../torture/kill-campaign.ts'

/** `npm run torture:kill` does the same as often as asked. */
const KILLS = shareOf(200)
const SEED = 1
const AT_WORK_SHARE = 0.6
/** Places where a run may be hit, by the last line that it left; fewer kills hit fewer of them. */
const KINDS_MIN = KILLS < 100 ? 3 : 6
const TIME_MAX_MS = 600_000

test(
  `${KILLS} kills at any moment, also while people post, leave every document in the books once, whole, and in the right amount`,
  async () => {
    const { kills, atWork, landed } = await killCampaign({ seed: SEED, kills: KILLS, home: inject('e2eFolder'), tell: () => undefined })
    expect(kills).toBeGreaterThanOrEqual(KILLS)
    expect(atWork / kills, JSON.stringify(landed)).toBeGreaterThan(AT_WORK_SHARE)
    // A kill proves something where it hits a document's life, and many places of it.
    expect(landed['sending'], JSON.stringify(landed)).toBeGreaterThan(0)
    expect(Object.keys(landed).length, JSON.stringify(landed)).toBeGreaterThanOrEqual(KINDS_MIN)
  },
  TIME_MAX_MS,
)
