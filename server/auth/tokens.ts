import { createHmac, createSecretKey, hash, randomBytes, randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { AppError } from '../errors.ts'
import { onDemand } from '../on-demand.ts'
import { ACCESS_TOKEN_SECONDS } from './sessions/rules.ts'

const require = createRequire(import.meta.url)
const jwt = onDemand(() => require('fast-jwt') as typeof import('fast-jwt'))

const ISSUER = 'teamroom'
/** RFC 9068: an access token says that it is one, so that no other JWT is ever taken for it. */
const TYPE = 'at+jwt'
const CACHED_SIGNATURES = 1_000

/** What an access token says: whose it is, and which session and generation of it stands behind it. */
export interface AccessClaims {
  sub: string
  sid: string
  gen: number
}

/** Gives an access token for the claims, 15 minutes from `now`. */
export type SignAccess = (claims: AccessClaims, now: Date) => string

/** The claims of a good access token. @throws AppError `unauthenticated` for every other text. */
export type VerifyAccess = (token: string, now: Date) => AccessClaims

/** Signs with the first of the keys. */
export function makeSigner(keys: readonly string[]): SignAccess {
  const sign = onDemand(() => signerOf(keys[0] as string))
  return (claims, now) => {
    const iat = Math.floor(now.getTime() / 1000)
    return sign()({ iss: ISSUER, aud: ISSUER, ...claims, jti: randomUUID(), iat, exp: iat + ACCESS_TOKEN_SECONDS })
  }
}

/**
 * Verifies what any of the keys has signed, so that a new key can be put in front of an old one.
 * The header of a token has to be one of ours to the letter: algorithm, type and key are never the sender's choice.
 */
export function makeVerifier(keys: readonly string[]): VerifyAccess {
  const verifiers = onDemand(() => new Map(keys.map((key) => [headerOf(signerOf(key)({})), verifierOf(key)])))
  return (token, now) => {
    const claims = verify(verifiers().get(headerOf(token)), token)
    if (claims.exp * 1000 <= now.getTime()) throw new AppError('unauthenticated', 'Token has expired')
    return claims
  }
}

function verify(verifier: ReturnType<typeof verifierOf> | undefined, token: string): AccessClaims & { exp: number } {
  try {
    const claims = verifier?.(token)
    if (claims && hasTypes(claims)) return claims
  } catch {
    // Why it is not ours is nothing that helps whoever sent it.
  }
  throw new AppError('unauthenticated', 'This is not an access token of this server.')
}

function hasTypes({ sub, sid, gen, exp }: AccessClaims & { exp: unknown }): boolean {
  return typeof sub === 'string' && typeof sid === 'string' && Number.isInteger(gen) && typeof exp === 'number'
}

function signerOf(key: string) {
  return jwt().createSigner({ key, algorithm: 'HS256', header: { alg: 'HS256', typ: TYPE, kid: keyId(key) } })
}

function verifierOf(key: string): (token: string) => AccessClaims & { exp: number } {
  return jwt().createVerifier({
    key,
    algorithms: ['HS256'],
    checkTyp: TYPE,
    allowedIss: ISSUER,
    allowedAud: ISSUER,
    requiredClaims: ['iss', 'aud', 'sub', 'sid', 'gen', 'jti', 'iat', 'exp'],
    // Checked against the server's own clock, on every use of a cached token too.
    ignoreExpiration: true,
    cache: CACHED_SIGNATURES,
  })
}

function headerOf(token: string): string {
  return token.slice(0, token.indexOf('.'))
}

/** Names a key without giving anything of it away. */
function keyId(key: string): string {
  return createHmac('sha256', createSecretKey(key, 'utf8')).update('teamroom key id').digest('base64url').slice(0, 8)
}

/** A token that says nothing: 256 random bits, as base64url. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of such a token; with 256 bits behind it, a plain hash cannot be searched. */
export function tokenHash(token: string): string {
  return hash('sha256', token, 'base64url')
}

/** The refresh token that follows a spent one: known to who holds that and the salt, to neither alone. */
export function successorOf(token: string, salt: string): string {
  return createHmac('sha256', token).update(salt).digest('base64url')
}
