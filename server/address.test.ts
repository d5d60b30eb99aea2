import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressKey } from './address.ts'

describe('addressKey', () => {
  it('is the address for IPv4, however it is written', () => {
    assert.equal(addressKey('192.0.2.7'), '192.0.2.7')
    assert.equal(addressKey('::ffff:192.0.2.7'), '192.0.2.7')
  })

  it('is the first 64 bits for IPv6', () => {
    assert.equal(addressKey('2001:db8:1:2:3::4'), addressKey('2001:0db8:1:2:ffff::1'))
    assert.notEqual(addressKey('2001:db8:1:2::'), addressKey('2001:db8:1:3::'))
  })

  it('has one key for what is no address', () => {
    assert.equal(addressKey(''), 'unknown')
  })
})
