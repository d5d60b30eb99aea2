import { createHash } from 'node:crypto'

const BYTES = 6
const MODULUS = 2 ** (BYTES * 8)

/** Tells whether two heaps of texts are the same, in whatever order, without keeping them. */
export class Fingerprint {
  count = 0
  #sum = 0

  add(text: string): void {
    this.count += 1
    this.#sum = (this.#sum + createHash('sha256').update(text).digest().readUIntBE(0, BYTES)) % MODULUS
  }

  isThatOf(other: Fingerprint | undefined): boolean {
    return this.count === (other?.count ?? 0) && this.#sum === (other?.sum ?? 0)
  }

  get sum(): number {
    return this.#sum
  }
}
