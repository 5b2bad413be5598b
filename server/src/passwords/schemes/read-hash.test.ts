import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { hash as bcrypt } from '@node-rs/bcrypt'
import { isOwnKind, readHash, storedForm } from './read-hash.ts'

const inBase64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')

// RFC 6070 section 2; RFC 7914 section 11.
const sha1Of4096 = inBase64('4b007901b765489abead49d926f721d065a429c1')
const sha256Of1 = inBase64(
  '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
)
// RFC 7914 section 12.
const scryptDigest = inBase64(
  '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
)
// The example of Firebase's own scrypt program.
const signer = 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=='
const firebaseDigest = 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=='
const firebase = `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=${signer}$42xEC+ixf3L2lw==$${firebaseDigest}`
// The example of RFC 2307's scheme in its salted form, made here: nobody has published one.
const salted = (word: string, algorithm: string): string => {
  const digest = createHash(algorithm).update('Corr3ct-horse!').update('pepper12').digest()
  return `{${word}}${Buffer.concat([digest, Buffer.from('pepper12')]).toString('base64')}`
}

const published: [scheme: string, hash: string, password: string][] = [
  ['pbkdf2-sha1', `pbkdf2_sha1$4096$salt$${sha1Of4096}`, 'password'],
  ['pbkdf2-sha256', `pbkdf2_sha256$1$salt$${sha256Of1}`, 'passwd'],
  ['pbkdf2-sha256', `$pbkdf2-sha256$i=1$${btoa('salt')}$${sha256Of1}`, 'passwd'],
  ['pbkdf2-sha1', `$pbkdf2-sha1$i=4096,l=20$c2FsdA$${sha1Of4096.replaceAll('=', '')}`, 'password'],
  // Openwall's crypt_blowfish.
  ['bcrypt', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
  ['bcrypt', 'bcrypt$$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK', 'U*U*'],
  ['scrypt', `scrypt$16384$SodiumChloride$8$1$${scryptDigest}`, 'pleaseletmein'],
  ['firebase-scrypt', firebase, 'user1password'],
  // The reference implementation of argon2.
  ['argon2', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc', 'password'],
  ['ssha', salted('SSHA', 'sha1'), 'Corr3ct-horse!'],
  ['ssha256', salted('SSHA256', 'sha256'), 'Corr3ct-horse!'],
  ['ssha512', salted('SSHA512', 'sha512'), 'Corr3ct-horse!'],
]

for (const [scheme, hash, password] of published) {
  test(`${scheme}: the published example ${hash.slice(0, 24)} opens, and to its own password only`, async () => {
    const read = readHash(hash)
    assert.equal(read?.scheme, scheme)
    assert.equal(await read?.matches(password), true)
    for (const wrong of [`${password}x`, password.slice(1), '', password.toUpperCase()]) {
      assert.equal(await read?.matches(wrong), wrong === password, wrong)
    }
  })
}

test('bcrypt_sha256: the digest is hashed, so that a long password counts to its end', async () => {
  const long = 'x'.repeat(80)
  const inner = createHash('sha256').update(long).digest('hex')
  const read = readHash(`bcrypt_sha256$${await bcrypt(inner, { cost: 4 })}`)
  assert.equal(await read?.matches(long), true)
  assert.equal(await read?.matches(`${long.slice(0, 79)}y`), false)
})

test('argon2 of another service becomes one of ours where it is as ours, and is told apart where it is not', async () => {
  const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  for (const given of [phc, `argon2${phc}`]) {
    assert.equal(
      storedForm(given, () => true),
      phc,
    )
    const other = storedForm(given, () => false)
    assert.deepEqual([other, isOwnKind(other)], [`argon2${phc}`, false])
    assert.equal(await readHash(other)?.matches('password'), true)
    assert.equal(await readHash(other)?.matches('passwords'), false)
  }
  assert.equal(
    storedForm('pbkdf2_sha256$1$salt$x', () => false),
    'pbkdf2_sha256$1$salt$x',
  )
  assert.equal(isOwnKind('$argon2id$v=19'), true)
  assert.equal(isOwnKind(firebase), false)
})

const digest = sha256Of1
const hostile: [why: string, hash: string][] = [
  ['a plain password', 'Corr3ct-horse!'],
  ['nothing', ''],
  ["Django's unusable password", '!abcdefabcdefabcdef'],
  ['an unsalted digest', createHash('md5').update('x').digest('hex')],
  ['a digest with a key', createHmac('sha256', 'k').update('x').digest('hex')],
  ['MD5 of Django', 'md5$salt$d41d8cd98f00b204e9800998ecf8427e'],
  ['crypt of MD5', '$1$abcdefgh$G3Q0Jk1OQnAcGJzdNbzoV0'],
  ['iterations for hours', `pbkdf2_sha256$2000001$salt$${digest}`],
  ['iterations beyond numbers', `pbkdf2_sha256$${'9'.repeat(400)}$salt$${digest}`],
  ['iterations for hours, for each of two blocks', `pbkdf2_sha256$1000001$salt$${digest}`],
  ['no iterations', `pbkdf2_sha256$0$salt$${digest}`],
  ['a digest of one byte, which any guess in 256 makes', 'pbkdf2_sha256$1$salt$AA=='],
  ['no digest', 'pbkdf2_sha256$1$salt$'],
  ['a digest in another spelling', `pbkdf2_sha256$1$salt$${digest.slice(0, -1)}*`],
  ['bcrypt for days', `$2b$31$${'C'.repeat(53)}`],
  ['bcrypt for seconds', `$2b$15$${'C'.repeat(53)}`],
  ['bcrypt cut short', `$2b$05$${'C'.repeat(52)}`],
  ['scrypt for all the memory', `scrypt$1048576$salt$64$1$${scryptDigest}`],
  ['scrypt with a cost that is no power of two', `scrypt$16383$salt$8$1$${scryptDigest}`],
  ['scrypt of Firebase for all the memory', firebase.replace('n=14', 'n=20')],
  ['scrypt of Firebase with a short signer key', firebase.replace(signer, 'AAAA')],
  [
    'argon2 for all the memory',
    '$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ],
  ['argon2 for hours', '$argon2id$v=19$m=65536,t=100000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  [
    'argon2 with more passes than our hasher looks at',
    '$argon2id$v=19$m=8192,t=65,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ],
  ['SSHA without a salt', `{SSHA}${createHash('sha1').update('x').digest('base64')}`],
  ['a text of a megabyte', `pbkdf2_sha256$1$salt$${'A'.repeat(2 ** 20)}`],
]

for (const [why, hash] of hostile) {
  test(`${why} is no hash that can be brought along`, () => {
    assert.equal(readHash(hash), undefined)
  })
}
