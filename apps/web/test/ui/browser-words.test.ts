/** Where somebody is signed in, in words that they would use themselves. */
import { expect, it } from 'vitest'
import { browserWords } from '../../ui/account/browser-words.ts'

const gecko = 'Mozilla/5.0'
const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

it.each([
  [`${gecko} (X11; Linux x86_64) ${webKit} Chrome/141.0.0.0 Safari/537.36`, 'Chrome on Linux'],
  [`${gecko} (X11; Linux x86_64) ${webKit} HeadlessChrome/141.0.0.0 Safari/537.36`, 'Chrome on Linux'],
  [
    `${gecko} (Windows NT 10.0; Win64; x64) ${webKit} Chrome/141.0 Safari/537.36 Edg/141.0`,
    'Edge on Windows',
  ],
  [`${gecko} (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0`, 'Firefox on Windows'],
  [`${gecko} (Macintosh; Intel Mac OS X 10_15_7) ${webKit} Version/26.0 Safari/605.1.15`, 'Safari on macOS'],
  [`${gecko} (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webKit} CriOS/141.0 Safari/604.1`, 'Chrome on iOS'],
  [`${gecko} (Linux; Android 10; K) ${webKit} Chrome/141.0 Mobile Safari/537.36`, 'Chrome on Android'],
  ['curl/8.5.0', 'curl/8.5.0'],
])('%s is %s', (userAgent, words) => expect(browserWords(userAgent)).toBe(words))
