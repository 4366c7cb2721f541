import { generateKeyPairSync, sign } from 'node:crypto';

type Der = Buffer;

function der(tag: number, ...parts: readonly Der[]): Der {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...parts: readonly Der[]): Der => der(0x30, ...parts);
const oid = (hex: string): Der => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (date: Date): Der =>
  der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`, 'latin1'));
const name = (common: string): Der =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(common, 'utf8')))));
const extension = (id: string, value: Der): Der => sequence(oid(id), der(0x04, value));

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const DNS_NAME = 0x82;
const DAY_MS = 86_400_000;

/**
 * A certificate (RFC 5280) that vouches for itself and for the name of a host, valid from yesterday until tomorrow, with its key: tests keep none, which would
 * be a secret in the project, and one day be over.
 */
export function certificateFor(host: string): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [from, until] = [-DAY_MS, DAY_MS].map((more) => utcTime(new Date(Date.now() + more)));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ...[ECDSA_SHA256, name(host), sequence(from!, until!), name(host)],
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      sequence(
        extension('551d11', sequence(der(DNS_NAME, Buffer.from(host, 'latin1')))),
        extension('551d13', sequence(der(0x01, Buffer.from([0xff])))),
      ),
    ),
  );
  const whole = sequence(body, ECDSA_SHA256, der(0x03, Buffer.from([0]), sign('sha256', body, privateKey)));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
