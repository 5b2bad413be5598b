import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CommonFacts, MailFacts, MailKind, Taken } from '../../outbox/mail-facts.ts'
import { type Language, languages } from '../../words/languages.ts'
import { renderMail } from './render-mail.ts'

const at = new Date('2026-11-23T15:32:10Z')
const common: CommonFacts = {
  greetingName: 'ana',
  from: { ip: '203.0.113.7', client: 'Firefox on Linux' },
  at,
  brand: 'Kalosphere',
}
const link = 'https://accounts.example.com/page?token=aB3-_.~&next=1'
const otherLink = 'https://accounts.example.com/other?token=zZ9-_.~&next=2'
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
const moment = '2026-11-24T00:00:00.000Z'

/** One example of every mail, with its subject: a kind without a line here does not compile. */
const mails: { [K in MailKind]: { subject: string; facts: MailFacts[K] } } = {
  verify_email: { subject: 'Verify your Kalosphere account', facts: { link, code: '012345', validFor: 1440 } },
  already_registered: {
    subject: 'You already have a Kalosphere account',
    facts: { signInLink: link, resetLink: otherLink },
  },
  finish_registration: { subject: 'Finish your Kalosphere registration', facts: { link, validFor: 1440 } },
  invited: { subject: 'You are invited to Kalosphere', facts: { link, validFor: 1440 } },
  reset_password: { subject: 'Reset your Kalosphere password', facts: { link, code: '012345', validFor: 60 } },
  mfa_code: { subject: 'Your Kalosphere verification code', facts: { code: '123456', validFor: 5 } },
  factor_added: {
    subject: 'A second factor was added to your Kalosphere account',
    facts: { factor: 'totp', when: moment },
  },
  factor_removed: {
    subject: 'A second factor was removed from your Kalosphere account',
    facts: { factor: 'totp', when: moment },
  },
  erasure_begun: {
    subject: 'Your Kalosphere account will be erased',
    facts: { cancelLink: link, until: moment },
  },
  erasure_stopped: { subject: 'Your Kalosphere account stays', facts: { when: moment } },
  account_erased: { subject: 'Your Kalosphere account was erased', facts: { when: moment } },
  data_exported: { subject: 'The data of your Kalosphere account was exported', facts: { when: moment } },
  factor_recovery_code: { subject: 'Your Kalosphere recovery code', facts: { code: '123456', validFor: 60 } },
  factor_recovery_asked: {
    subject: 'Somebody asked to remove the second factors of your Kalosphere account',
    facts: { cancelLink: link },
  },
  factor_recovery_begun: {
    subject: 'Your Kalosphere account loses its second factors soon',
    facts: { cancelLink: link, until: moment },
  },
  factor_recovery_cancelled: {
    subject: 'The second factors of your Kalosphere account stay',
    facts: { when: moment },
  },
  factors_reset: {
    subject: 'The second factors of your Kalosphere account were removed',
    facts: { when: moment },
  },
  backup_codes_replaced: { subject: 'Your Kalosphere backup codes were replaced', facts: { when: moment } },
  password_changed: { subject: 'Your Kalosphere password was changed', facts: { when: moment } },
  password_reset_done: { subject: 'Your Kalosphere password was reset', facts: { when: new Date(moment) } },
  confirm_email_change: {
    subject: 'Confirm your new Kalosphere address',
    facts: { link, code: '012345', validFor: 60 },
  },
  email_change_requested: {
    subject: 'A new address was asked for on your Kalosphere account',
    facts: { newEmailMasked: 'a***@example.org', undoLink: link, validFor: 4320 },
  },
  email_changed: {
    subject: 'Your Kalosphere address was changed',
    facts: { newEmailMasked: 'a***@example.org', undoLink: link, validFor: 4320 },
  },
  email_taken: { subject: 'Your address already has a Kalosphere account', facts: {} },
  account_locked: {
    subject: 'Your Kalosphere account is locked for a while',
    facts: { until: moment, resetLink: link },
  },
  social_linked: {
    subject: 'Google now opens your Kalosphere account',
    facts: { provider: 'Google', when: moment, undoLink: link, validFor: 10_080 },
  },
  social_unlinked: {
    subject: 'Google no longer opens your Kalosphere account',
    facts: { provider: 'Google', when: moment },
  },
  account_claimed: {
    subject: 'You signed in to Kalosphere with Google',
    facts: { provider: 'Google', when: moment, resetLink: link },
  },
  session_ended_reuse: { subject: 'A Kalosphere session was ended for your safety', facts: { when: moment } },
  new_sign_in: {
    subject: 'New sign-in to your Kalosphere account',
    facts: { device: iphone, address: '198.51.100.9', place: 'Berlin, Germany', when: moment },
  },
  device_trusted: {
    subject: 'A device is trusted by your Kalosphere account',
    facts: { device: iphone, validFor: 43_200, when: moment },
  },
  account_frozen: {
    subject: 'Your Kalosphere account is frozen',
    facts: { event: 'factor_added', undone: { back: ['authenticator'], left: [] }, link, code: '012345', validFor: 60 },
  },
  account_frozen_off: {
    subject: 'Your Kalosphere account is frozen and switched off',
    facts: { event: 'factor_added', undone: { back: ['authenticator'], left: [] } },
  },
  account_deactivated: { subject: 'Your Kalosphere account was deactivated', facts: { when: moment } },
}

const words: Record<string, string> = {
  totp: 'An authenticator app',
  [iphone]: 'Safari on iOS',
  factor_added: 'a new second factor',
  60: '60 minutes',
  1440: '24 hours',
  4320: '3 days',
  10080: '7 days',
  43200: '30 days',
  [moment]: 'Tue, 24 Nov 2026 00:00:00 UTC',
}

/** How a fact of the table must look to the reader. */
function asTold(fact: string | number | Date | Taken): string {
  if (typeof fact === 'object' && 'back' in fact) return 'an authenticator app'
  const plain = fact instanceof Date ? fact.toISOString() : String(fact)
  return words[plain] ?? plain
}

function render(kind: MailKind, some: Partial<CommonFacts> = {}, language: Language = 'en') {
  return renderMail(kind, language, { ...mails[kind].facts, ...common, ...some })
}

function asRead(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}

const kinds = Object.keys(mails) as MailKind[]

test('every mail tells its facts, and where and when it was asked for, in text and in HTML', async (t) => {
  for (const kind of kinds) {
    await t.test(kind, () => {
      const { subject, text, html } = render(kind)
      assert.equal(subject, mails[kind].subject)
      const told = Object.values(mails[kind].facts).map(asTold)
      const source = ['Hello ana,', 'Mon, 23 Nov 2026 15:32:10 UTC from 203.0.113.7 (Firefox on Linux)']
      for (const part of [...told, ...source, 'Kalosphere']) {
        assert.ok(text.includes(part), `text without ${part}`)
        assert.ok(asRead(html).includes(part), `html without ${part}`)
      }
      assert.doesNotMatch(text + html, /undefined|\[object|<%|%>|NaN|===/)
    })
  }
})

test('a link stands whole on a line of its own in the text, and in an href of the HTML', () => {
  for (const kind of kinds) {
    const { text, html } = render(kind)
    for (const value of Object.values(mails[kind].facts)) {
      if (typeof value !== 'string' || !value.startsWith('https:')) continue
      assert.ok(text.split('\n').includes(value), kind)
      assert.ok(html.includes(`href="${value.replace('&', '&amp;')}"`), kind)
    }
  }
})

test('nothing is fetched and nothing runs when a mail is opened', () => {
  for (const kind of kinds) {
    assert.doesNotMatch(
      render(kind).html,
      /<(script|style|img|link|iframe|object|form)\b|url\(|@import|\son\w+=/i,
      kind,
    )
  }
})

test('attack 84: hostile words stay words', async (t) => {
  const name = '<b>x</b>&"\''
  const client = 'Mozilla <script>alert(1)</script>\r\n\r\nYour account is lost: call us\u202e'
  for (const kind of kinds) {
    await t.test(kind, () => {
      const { subject, text, html } = render(kind, { greetingName: name, from: { ip: '"><i>', client } })
      assert.ok(html.includes('Hello &lt;b&gt;x&lt;/b&gt;&amp;&quot;&#39;,'))
      assert.doesNotMatch(html, /<b>|<script|<i>|\u202e/)
      assert.ok(text.startsWith(`Hello ${name},\n\n`))
      assert.doesNotMatch(text + html, /script|call us/, 'a stranger’s words have no place in our mail')
      assert.equal(subject, mails[kind].subject)
    })
  }
})

test('a masked address cannot break out of its mail', () => {
  const { newEmailMasked, ...facts } = mails.email_changed.facts
  const hostile = `${newEmailMasked}\r\n<a href="https://evil.example">`
  const { text, html } = renderMail('email_changed', 'en', { ...facts, ...common, newEmailMasked: hostile })
  assert.doesNotMatch(html, /<a href="https:\/\/evil/)
  assert.match(text, /is now a\*\*\*@example\.org <a href/)
})

test('a mail without a name, a request or a client reads well', () => {
  const nameless = render('email_taken', { greetingName: ' \r\n', from: undefined })
  assert.match(nameless.text, /^Hello,\n/)
  assert.match(nameless.text, /made on Mon, 23 Nov 2026 15:32:10 UTC\.\n$/)
  assert.match(nameless.html, /<p>Hello,<\/p>/)
  assert.match(render('email_taken', { from: { ip: '::1', client: '' } }).text, / UTC from ::1\.\n$/)
})

test('an advertisement is not greeted by name', () => {
  for (const greetingName of ['win https://evil.example', 'WWW.evil.example']) {
    assert.doesNotMatch(render('verify_email', { greetingName }).text, /evil/)
  }
})

test('a link that is none, a moment that is none and a duration that is none fail loudly', () => {
  const facts = { ...mails.verify_email.facts, ...common }
  for (const wrong of ['javascript:alert(1)', '/verify-email', 'https://a.example/ b', 'https://a.example/\n']) {
    assert.throws(() => renderMail('verify_email', 'en', { ...facts, link: wrong }), TypeError, wrong)
  }
  assert.throws(() => renderMail('verify_email', 'en', { ...facts, validFor: 0 }), TypeError)
  assert.throws(() => renderMail('password_changed', 'en', { ...common, when: 'yesterday' }), TypeError)
})

test('every language has a file for every mail and for every part that mails include, and no other', () => {
  const parts = ['greeting', 'not-me', 'origin', 'enter-code', 'by-hand']
  const wanted = [...kinds.map((kind) => kind.replaceAll('_', '-')), ...parts].sort()
  for (const language of languages) {
    const files = readdirSync(join(import.meta.dirname, language)).map((file) => file.replace(/\.eta$/, ''))
    assert.deepEqual(files.sort(), wanted, language)
  }
})

/** What a mail holds whatever its language: links, codes and names, in their order. */
function factsIn(mail: string): string[] {
  return (
    mail.match(/https:\/\/[^\s"<]+|\b\d{6}\b|a\*\*\*@example\.org|203\.0\.113\.7|198\.51\.100\.9|Google/g) ?? []
  ).sort()
}

/** Words that only an English mail has. */
const english = /\b(the|your|you|and|works|within|account|password)\b/i

test('a mail says the same in every language, as text and as HTML, and escapes in all of them', async (t) => {
  const hostile = { greetingName: '<script>ana</script>', notMeLink: otherLink, notMeFor: 10_080 }
  for (const language of languages.filter((one) => one !== 'en')) {
    for (const kind of kinds) {
      await t.test(`${kind}, ${language}`, () => {
        const { subject, text, html } = render(kind, hostile, language)
        const model = render(kind, hostile)
        assert.deepEqual(factsIn(text), factsIn(model.text))
        assert.deepEqual(factsIn(html), factsIn(model.html))
        const { subject: same, text: sameText } = model
        assert.notEqual(subject, same)
        assert.notEqual(text, sameText)
        assert.match(subject, /^\S[^\r\n]*Kalosphere[^\r\n]*$/)
        assert.ok(html.includes(`<html lang="${language}">`))
        assert.ok(html.includes('&lt;script&gt;ana&lt;/script&gt;') && !html.includes('<script'))
        const visible = html.replace(/<[^>]*>/g, ' ')
        for (const said of [subject, text, visible]) {
          const bare = said.replace(/https:\S+|a\*\*\*@example/g, '')
          assert.doesNotMatch(bare, english)
          assert.doesNotMatch(bare, /undefined|\[object|<%|%>|NaN|===|\*\*|\{\w+\}/)
        }
        if (language === 'hi') assert.match(text, /[\u0900-\u097f]/)
      })
    }
  }
})

test('a mail about an event ends with the link to say that it was not you, and others have none', () => {
  for (const kind of kinds) {
    const plain = render(kind)
    assert.doesNotMatch(plain.text + plain.html, /If it was not you, say so/)
    const { text, html } = render(kind, { notMeLink: otherLink, notMeFor: 10_080 })
    assert.ok(text.split('\n').includes(otherLink), kind)
    assert.match(text, /If it was not you, say so:\n\nThis was not me:\n.*\n\n.*freezes your account.*within 7 days\./)
    assert.ok(html.includes(`href="${otherLink.replace('&', '&amp;')}"`), kind)
    assert.doesNotMatch(text, /\n{4}/, 'and leaves no hole')
  }
})

test('a mail that a former version ordered still says what it was about', () => {
  const { facts: signIn } = mails.new_sign_in
  const { facts: frozen } = mails.account_frozen_off
  const told = (device: string) => renderMail('new_sign_in', 'de', { ...signIn, ...common, device }).text
  assert.match(told('Chrome on Windows'), /Chrome unter Windows/)
  assert.match(told('a device of a kind we do not know'), /Ein Gerät unbekannter Art/)
  assert.doesNotMatch(told('evil.example on Windows') + told('Chrome on evil.example'), /evil/)
  const event = 'the removal of a second factor'
  const { text } = renderMail('account_frozen_off', 'de', { ...frozen, ...common, event })
  assert.match(text, /die Entfernung eines zweiten Faktors/)
})
