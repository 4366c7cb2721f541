import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What an authenticator signs for, and how; every part can be made wrong. */
export interface Ceremony {
  readonly origin: string;
  readonly rpId: string;
  readonly challenge: string;
  /** Flags of authenticator data: 1 present, 4 verified, 64 with a credential. */
  readonly flags?: number;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly userHandle?: string;
}

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const b64 = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url');
const PRESENT_AND_VERIFIED = 1 | 4;
const WITH_CREDENTIAL = 64;

/** A head of CBOR (RFC 8949 section 3): major type and a value below 65,536. */
function head(major: number, n: number): Buffer {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  return n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
}
const bytes = (data: Uint8Array): Buffer => Buffer.concat([head(2, data.length), data]);
const text = (word: string): Buffer => Buffer.concat([head(3, word.length), Buffer.from(word)]);
const int = (n: number): Buffer => (n < 0 ? head(1, -1 - n) : head(0, n));
const map = (...pairs: [Buffer, Buffer][]): Buffer => Buffer.concat([head(5, pairs.length), ...pairs.flat()]);

/** An authenticator in software: one ES256 credential, a counter, no conscience. */
export class Authenticator {
  readonly id: Buffer = randomBytes(32);
  counter = 0;
  readonly #key: KeyObject;
  readonly #cose: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string };
    // kty EC2, alg ES256, crv P-256, x, y (RFC 9053 section 7.1.1).
    this.#cose = map(
      ...([
        [int(1), int(2)],
        [int(3), int(-7)],
        [int(-1), int(1)],
      ] as [Buffer, Buffer][]),
      [int(-2), bytes(Buffer.from(x, 'base64url'))],
      [int(-3), bytes(Buffer.from(y, 'base64url'))],
    );
  }

  register(ceremony: Ceremony): object {
    const flags = (ceremony.flags ?? PRESENT_AND_VERIFIED) | WITH_CREDENTIAL;
    const length = Buffer.from([this.id.length >> 8, this.id.length & 255]);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.id, this.#cose]);
    const authData = this.#authData(ceremony.rpId, flags, credential);
    const attestation = map([text('fmt'), text('none')], [text('attStmt'), map()], [text('authData'), bytes(authData)]);
    const clientDataJSON = clientData({ ...ceremony, type: ceremony.type ?? 'webauthn.create' });
    return this.#answer({
      clientDataJSON: b64(clientDataJSON),
      attestationObject: b64(attestation),
      transports: ['usb'],
    });
  }

  assert(ceremony: Ceremony): object {
    this.counter++;
    const authData = this.#authData(ceremony.rpId, ceremony.flags ?? PRESENT_AND_VERIFIED, Buffer.alloc(0));
    const clientDataJSON = clientData({ ...ceremony, type: ceremony.type ?? 'webauthn.get' });
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientDataJSON)]), this.#key);
    return this.#answer({
      clientDataJSON: b64(clientDataJSON),
      authenticatorData: b64(authData),
      signature: b64(signature),
      ...(ceremony.userHandle === undefined ? {} : { userHandle: b64(ceremony.userHandle) }),
    });
  }

  #authData(rpId: string, flags: number, rest: Buffer): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter, rest]);
  }

  #answer(response: object): object {
    return { id: b64(this.id), rawId: b64(this.id), type: 'public-key', response, clientExtensionResults: {} };
  }
}

const clientData = ({ type, challenge, origin, crossOrigin = false }: Ceremony & { type: string }): string =>
  JSON.stringify({ type, challenge, origin, crossOrigin });
