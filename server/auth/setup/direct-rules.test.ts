import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDirect, type Origin } from './direct-rules.ts'

const HERE: Origin = { remoteAddress: '127.0.0.1', httpVersion: '1.1', headers: { host: '127.0.0.1:5000' } }
const withHeaders = (headers: Origin['headers']): Origin => ({ ...HERE, headers: { ...HERE.headers, ...headers } })

describe('isDirect', () => {
  const direct: [string, Origin][] = [
    ['a program', HERE],
    ['a program that says localhost', withHeaders({ host: 'localhost:5000' })],
    ['a program on port 80', withHeaders({ host: 'LOCALHOST' })],
    ['IPv6', { ...withHeaders({ host: '[::1]:5000' }), remoteAddress: '::1' }],
    ['IPv4 by an IPv6 socket', { ...HERE, remoteAddress: '::ffff:127.0.0.1' }],
    ['another loopback address', { ...withHeaders({ host: '127.1.2.3:5000' }), remoteAddress: '127.1.2.3' }],
    ['a page of this server', withHeaders({ origin: 'http://127.0.0.1:5000', 'sec-fetch-site': 'same-origin' })],
    ['an address typed in', withHeaders({ 'sec-fetch-site': 'none' })],
  ]
  for (const [name, origin] of direct) it(`is true of ${name}`, () => assert.equal(isDirect(origin), true))

  const others: [string, Origin][] = [
    ['another machine', { ...HERE, remoteAddress: '192.0.2.1' }],
    ['no address', { ...HERE, remoteAddress: undefined }],
    ['a container’s host', { ...HERE, remoteAddress: '172.17.0.1' }],
    ['a proxy with HTTP 1.0', { ...HERE, httpVersion: '1.0' }],
    ['no host', { ...HERE, headers: {} }],
    ['another name, as a page elsewhere may give this address', withHeaders({ host: 'rebind.evil.test:5000' })],
    ['a name that begins alike', withHeaders({ host: 'localhost.evil.test' })],
    ['a host with a name in front', withHeaders({ host: 'localhost@evil.test' })],
    ['a broken host', withHeaders({ host: 'a b' })],
    ['a page elsewhere', withHeaders({ origin: 'https://evil.test' })],
    ['a page of another port', withHeaders({ origin: 'http://127.0.0.1:8080' })],
    ['a page that hides where it is', withHeaders({ origin: 'null' })],
    ['a cross-site request', withHeaders({ 'sec-fetch-site': 'cross-site' })],
    ['a same-site request', withHeaders({ 'sec-fetch-site': 'same-site' })],
    ...[
      'forwarded',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-forwarded-port',
      'via',
      'x-real-ip',
      'x-client-ip',
      'true-client-ip',
      'cf-connecting-ip',
    ].map((name): [string, Origin] => [`a proxy’s ${name}`, withHeaders({ [name]: '' })]),
  ]
  for (const [name, origin] of others) it(`is false of ${name}`, () => assert.equal(isDirect(origin), false))
})
