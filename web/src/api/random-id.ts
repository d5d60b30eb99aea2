/** 32 random hex digits. `crypto.randomUUID` is not there on pages without TLS, as in a company's own network. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
