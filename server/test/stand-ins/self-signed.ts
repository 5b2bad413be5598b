import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto'

/** A self-signed P-256 certificate for 127.0.0.1, put together by hand (RFC 5280 4.1), valid from 2020 to 2049. */
export function selfSigned(): { key: string; cert: string } {
  const der = (tag: number, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts)
    // DER takes the shortest form of a length (X.690 10.1), and browsers insist on it.
    const long = body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]
    const length = body.length < 128 ? [body.length] : long
    return Buffer.concat([Buffer.from([tag, ...length]), body])
  }
  const bytes = (hex: string) => Buffer.from(hex, 'hex')
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = der(0x30, der(0x06, bytes('2a8648ce3d040302')))
  const name = der(0x30, der(0x31, der(0x30, der(0x06, bytes('550403')), der(0x0c, Buffer.from('127.0.0.1')))))
  const validity = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
  const altName = der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])))
  const extensions = der(0xa3, der(0x30, der(0x30, der(0x06, bytes('551d11')), der(0x04, altName))))
  const version = der(0xa0, der(0x02, bytes('02')))
  const publicPart = publicKey.export({ type: 'spki', format: 'der' })
  const serial = der(0x02, bytes('01'))
  const tbs = der(0x30, version, serial, ecdsaWithSha256, name, validity, name, publicPart, extensions)
  const signature = der(0x03, bytes('00'), sign('sha256', tbs, privateKey))
  const cert = new X509Certificate(der(0x30, tbs, ecdsaWithSha256, signature)).toString()
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert }
}
