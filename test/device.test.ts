import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deviceOf } from '../web/src/settings/device.ts'

const APPLE = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0'

describe('the name of a device', () => {
  it('is the browser and the system that its user agent names', () => {
    for (const [userAgent, browser, system] of [
      ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Linux'],
      ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox', 'Android'],
      [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${APPLE} FxiOS/140.0 Safari/605.1`, 'Firefox', 'iPhone'],
      [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${APPLE} Version/18.5 Safari/605.1.15`, 'Safari', 'macOS'],
      [`Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${APPLE} CriOS/140.0 Mobile Safari/604.1`, 'Chrome', 'iPad'],
      [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, 'Chrome', 'Windows'],
      [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/140.0`, 'Edge', 'Windows'],
      [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36 OPR/120.0`, 'Opera', 'ChromeOS'],
      [
        `Mozilla/5.0 (Linux; Android 15) ${CHROME.replace('Chrome', 'SamsungBrowser/28.0 Chrome')}`,
        'Samsung Internet',
        'Android',
      ],
    ] as const) {
      assert.deepEqual(deviceOf(userAgent), { browser, system }, userAgent)
    }
  })

  it('is none where the user agent names no browser, or no system', () => {
    for (const userAgent of [
      '',
      'curl/8.5.0',
      'python-requests/2.31',
      'Mozilla/5.0',
      'Linux',
      'MyFirefox/1',
      'ArchLinuxer',
    ]) {
      assert.equal(deviceOf(userAgent), undefined, userAgent)
    }
  })
})
