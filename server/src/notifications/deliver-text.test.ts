import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages } from '../words/languages.ts'
import { wordsOf } from '../words/words.ts'
import { durationInWords } from './mails/time-words.ts'

/** The letters of 3GPP TS 23.038, section 6.2.1, that take one place each. */
const plainLetters = /^[A-Za-z0-9 @£$¥èéùìòÇ\n\rØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà]*$/

for (const language of languages) {
  test(`a code by text message takes one segment: ${language}`, () => {
    // The settings have no other lifetimes.
    for (let minutes = 1; minutes <= 10; minutes++) {
      const text = wordsOf(language).textCode('123456', durationInWords(minutes, language))
      assert.ok(text.includes('123456') && text.includes(String(minutes)))
      assert.ok(text.length <= (plainLetters.test(text) ? 160 : 70), `${text.length}: ${text}`)
    }
  })
}
