import { describe, expect, it } from 'vitest'
import { present } from '../../lib/assert.ts'
import { openTenant } from './world.test.ts'

const path = 'entity/sync'
const around = (tenant: ReturnType<typeof openTenant>) =>
  present(tenant.connection.aroundWrites, 'the session')
const calls = ({ sandbox }: ReturnType<typeof openTenant>) =>
  sandbox.requestLog.map((entry) => `${entry.method} ${entry.status}`)

describe('the session around reference writes', () => {
  it('opens, works and closes', async () => {
    const tenant = openTenant()
    const result = await around(tenant)(() => {
      expect(tenant.sandbox.sessionActive).toBe(true)
      return Promise.resolve(7)
    })
    expect(result).toBe(7)
    expect(calls(tenant)).toEqual(['POST 200', 'PATCH 200'])
    expect(tenant.sandbox.sessionActive).toBe(false)
  })

  it('takes a finished onboarding for fine, at both ends', async () => {
    const tenant = openTenant({ onboarding: 'finished' })
    expect(await around(tenant)(() => Promise.resolve('done'))).toBe('done')
    expect(calls(tenant)).toEqual(['POST 409', 'PATCH 404'])
  })

  it('closes also after a failure, and passes the failure on', async () => {
    const tenant = openTenant()
    await expect(around(tenant)(() => Promise.reject(new Error('work')))).rejects.toThrow('work')
    expect(tenant.sandbox.sessionActive).toBe(false)
  })

  it('notes a session that stays open behind a failure of the work', async () => {
    const tenant = openTenant()
    tenant.faulty.add({
      match: { method: 'PATCH', path },
      do: { kind: 'status', status: 400, json: { detail: 'No.' } },
    })
    await expect(around(tenant)(() => Promise.reject(new Error('work')))).rejects.toThrow('work')
    expect(tenant.notices.at(-1)).toMatchObject({ event: 'sync-session-open' })
  })

  it('does not work where it cannot be opened', async () => {
    for (const status of [400, 404, 422]) {
      const tenant = openTenant()
      tenant.faulty.add({
        match: { path },
        do: { kind: 'status', status, json: { detail: 'No active sync session found.' } },
      })
      const work = around(tenant)(() => Promise.reject(new Error('worked')))
      await expect(work).rejects.toMatchObject({ code: 'AIRBASE_SESSION_START', retryable: true })
    }
  })

  it('closes what a lost answer may have opened, and is worth another run', async () => {
    const tenant = openTenant()
    tenant.faulty.add({ match: { method: 'POST', path }, do: { kind: 'drop-after' } })
    await expect(around(tenant)(() => Promise.reject(new Error('worked')))).rejects.toMatchObject({
      code: 'AIRBASE_SESSION_START',
    })
    expect(tenant.sandbox.sessionActive).toBe(false)
  })

  it('does not take a page of the edge for an open or a closed session', async () => {
    for (const [method, code] of [['POST', 'AIRBASE_SESSION_START'], ['PATCH', 'AIRBASE_SESSION_COMPLETE']] as const) {
      const tenant = openTenant()
      tenant.faulty.add({ match: { method, path }, nth: 1, times: 1, do: { kind: 'html' } })
      const work = () => (tenant.sandbox.sessionActive ? Promise.resolve(1) : Promise.reject(new Error('worked outside')))
      await expect(around(tenant)(work)).rejects.toMatchObject({ code, retryable: true })
    }
  })

  it('says when it could not be closed', async () => {
    for (const fault of [
      { kind: 'drop-before' },
      { kind: 'status', status: 404, json: { detail: 'Not found.' } },
    ] as const) {
      const tenant = openTenant()
      tenant.faulty.add({ match: { method: 'PATCH', path }, do: fault })
      const work = around(tenant)(() => Promise.resolve(1))
      await expect(work).rejects.toMatchObject({ code: 'AIRBASE_SESSION_COMPLETE', retryable: true })
    }
  })

  it('is not there where the settings switch it off', () => {
    const settings = { contract: { entitySync: { enabled: false } } }
    expect(openTenant({}, { settings }).connection.aroundWrites).toBeNull()
  })
})
