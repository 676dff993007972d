/** A certificate for 127.0.0.1 that nobody has signed but itself, as a company's own authority would be. */
import { createSign, generateKeyPairSync } from 'node:crypto'

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts)
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const whole = (value: number) => der(0x02, Buffer.from([value]))
const at = (text: string) => der(0x17, Buffer.from(text))

/** PEM. @param until its last second, as UTCTime @param host an address by its four parts */
export function selfSigned({
  until = '491231235959Z',
  host = [127, 0, 0, 1],
}: {
  readonly until?: string
  readonly host?: readonly [number, number, number, number]
} = {}): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const algorithm = sequence(oid('2a864886f70d01010b'), der(0x05))
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('a company')))))
  const isAuthority = sequence(oid('551d13'), der(0x04, sequence(der(0x01, Buffer.from([255])))))
  const address = sequence(oid('551d11'), der(0x04, sequence(der(0x87, Buffer.from(host)))))
  const body = sequence(
    der(0xa0, whole(2)),
    whole(1),
    algorithm,
    name,
    sequence(at('200101000000Z'), at(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(isAuthority, address)),
  )
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey)
  const base64 = sequence(body, algorithm, bits(signature)).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  }
}
