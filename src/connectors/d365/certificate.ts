import { createHash, createPrivateKey, webcrypto, X509Certificate, type KeyObject } from 'node:crypto'
import { CredentialError } from '../../errors/ml-error.ts'

/** A key to sign with and the thumbprint by which Entra finds its certificate. */
export interface SigningKey {
  readonly key: webcrypto.CryptoKey
  /** `x5t#S256`: SHA-256 of the DER certificate, base64url. */
  readonly thumbprint: string
}

const PS256 = { name: 'RSA-PSS', hash: 'SHA-256' }
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/

/**
 * Reads a PEM that holds a certificate and its RSA private key.
 * @throws CredentialError `D365_CERTIFICATE_UNREADABLE`, without a word of the PEM
 */
export const readCertificate = async (pem: string): Promise<SigningKey> => {
  const certificate = readPart(() => new X509Certificate(CERTIFICATE.exec(pem)?.[0] ?? ''), 'no certificate')
  const privateKey = readPart(() => createPrivateKey(pem), 'no unencrypted private key')
  if (privateKey.asymmetricKeyType !== 'rsa') throw unreadable('a private key that is not RSA')
  if (!certificate.checkPrivateKey(privateKey)) throw unreadable('a private key of another certificate')
  const key = await importKey(privateKey)
  return { key, thumbprint: createHash('sha256').update(certificate.raw).digest('base64url') }
}

const importKey = (privateKey: KeyObject): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', privateKey.export({ type: 'pkcs8', format: 'der' }), PS256, false, [
    'sign',
  ])

const readPart = <Part>(read: () => Part, what: string): Part => {
  try {
    return read()
  } catch {
    throw unreadable(what)
  }
}

const unreadable = (what: string) =>
  new CredentialError(`the stored certificate has ${what}`, {
    code: 'D365_CERTIFICATE_UNREADABLE',
    hint: 'Store one PEM with the certificate and its unencrypted RSA private key: ml-connector auth login.',
  })
