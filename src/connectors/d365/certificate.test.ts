import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { present } from '../../lib/assert.ts'
import { Secret } from '../../lib/secret.ts'
import { openWorld } from './world.test.ts'

/** A self-signed certificate with its key, made by openssl in a temporary folder. */
const makePem = (folder: string): string => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '2',
    '-subj',
    '/CN=t',
  ]
  execFileSync('openssl', args, { stdio: 'ignore' })
  return readFileSync(key, 'utf8') + readFileSync(cert, 'utf8')
}

describe('a certificate', () => {
  let folder = ''
  let pem = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'd365-'))
    pem = makePem(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const openWith = (secret: string, registered = pem) => {
    const certificatePublicKeyPem = new X509Certificate(registered).publicKey
      .export({ type: 'spki', format: 'pem' })
      .toString()
    return openWorld({
      sandbox: { clients: [{ clientId: '11111111-2222-4333-8444-555555555555', certificatePublicKeyPem }] },
      secrets: new Map([['certificate', new Secret(secret)]]),
    })
  }
  const read = (world: ReturnType<typeof openWorld>) =>
    present(world.connection.reference, 'it').read('currencies', new AbortController().signal)

  it('signs the request for a token', async () => {
    expect(await read(openWith(pem))).toHaveLength(5)
  })

  it('that is not registered is named', async () => {
    const other = makePem(mkdtempSync(join(folder, 'other-')))
    await expect(read(openWith(other))).rejects.toMatchObject({ code: 'D365_CERTIFICATE_UNKNOWN' })
  })

  it('without its key, or with another one’s, is refused without a word of it', async () => {
    const certificate = pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))
    await expect(read(openWith(certificate))).rejects.toMatchObject({ code: 'D365_CERTIFICATE_UNREADABLE' })
    const foreign = makePem(mkdtempSync(join(folder, 'foreign-')))
    const mixed = foreign.slice(0, foreign.indexOf('-----BEGIN CERTIFICATE')) + certificate
    await expect(read(openWith(mixed))).rejects.toMatchObject({
      message: 'the stored certificate has a private key of another certificate',
    })
  })
})
