import { createHmac, hkdfSync } from 'node:crypto'

/** Keys for the server's own seals, derived from the newest `JWT_SECRET_KEY`, so that no two uses share one. */
export interface Secrets {
  /** Keyed hash of a text, as base64url. Equal on every server that has the same secret. */
  seal(purpose: string, text: string): string
  /** 32 bytes for a cipher, bound to the purpose and to a value that only the caller holds. */
  cipherKey(purpose: string, held: string): Buffer
}

/** Derives the server's seals from its secret (RFC 5869). */
export function makeSecrets(secret: string): Secrets {
  const sealingKey = Buffer.from(hkdfSync('sha256', secret, '', 'teamroom seals', 32))
  return {
    seal: (purpose, text) => createHmac('sha256', sealingKey).update(`${purpose}\n${text}`).digest('base64url'),
    cipherKey: (purpose, held) => Buffer.from(hkdfSync('sha256', sealingKey, held, purpose, 32)),
  }
}
