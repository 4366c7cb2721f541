import { TribuneError } from '../../base/errors.js';

/** The core has no cryptography of its own: the caller passes node:crypto or the browser's. */
export type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array;
export type Sha256 = (message: Uint8Array) => Uint8Array;

/**
 * A seed has 256 bits, the security level of HMAC-SHA-256. The length is fixed, because HMAC hashes longer keys and pads shorter ones, so
 * that two seeds could draw alike.
 */
export const SEED_BYTES = 32;

/** Names the purpose, so that no other use of the same seed or hash can collide with a draw. */
const DRAW_PURPOSE = 'tribune/mixture-draw/v1';
const COMMITMENT_PURPOSE = 'tribune/mixture-seed-commitment/v1';

/** A digest of SHA-256, in bytes. */
const DIGEST_BYTES = 32;

/** Bytes of a length prefix: unsigned, big endian. */
const LENGTH_BYTES = 4;

export interface DrawQuestion {
  /** HMAC-SHA-256. */
  readonly hmac: Hmac;
  /** The deployment's secret seed: 32 random bytes, committed to by `commitSeed` before the first decision. */
  readonly seed: Uint8Array;
  /** Stable reference of the person or case, fixed before the seed is drawn or outside the reach of whoever knows it. */
  readonly subject: string;
  readonly deployment: string;
}

/**
 * The number in [0, 1) that decides a mixture for one subject in one deployment: the first 53 bits of
 * HMAC-SHA-256(seed, purpose, deployment, subject). The same question always gives the same number, so a decision can be replayed and asking again
 * changes nothing; without the seed it cannot be told from a random one.
 *
 * @throws TribuneError INVALID_ARGUMENT when the seed has not 32 bytes, the digest fewer, or a text is not well-formed Unicode
 * @example
 * const hmac = (key, message) => createHmac('sha256', key).update(message).digest();
 * drawMixture({ hmac, seed, subject: 'applicant-17', deployment: 'loans-eu-3' });
 */
export function drawMixture({ hmac, seed, subject, deployment }: DrawQuestion): number {
  checkSeed(seed);
  const digest = hmac(seed, lengthPrefixed([utf8(DRAW_PURPOSE), utf8(deployment), utf8(subject)]));
  checkDigest(digest);
  // A double holds 53 bits exactly, taken here as 32 and 21 bits, so every value is an equally likely multiple of 2^-53.
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  const high = view.getUint32(0);
  const low = view.getUint32(LENGTH_BYTES) >>> LOW_BITS_DROPPED;
  return (high * TWO_TO_21 + low) / TWO_TO_53;
}

const LOW_BITS_DROPPED = 11;
const TWO_TO_21 = 2 ** 21;
const TWO_TO_53 = 2 ** 53;

export interface SeedQuestion {
  readonly sha256: Sha256;
  readonly seed: Uint8Array;
  readonly deployment: string;
}

/**
 * What is published before the first decision: SHA-256(purpose, deployment, seed) in lower-case hexadecimal. It hides the
 * seed (256 random bits) and binds whoever publishes it to that seed and deployment.
 *
 * @throws TribuneError INVALID_ARGUMENT
 */
export function commitSeed({ sha256, seed, deployment }: SeedQuestion): string {
  checkSeed(seed);
  const digest = sha256(lengthPrefixed([utf8(COMMITMENT_PURPOSE), utf8(deployment), seed]));
  checkDigest(digest);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a revealed seed is the one that was committed to; then `drawMixture` with it replays every decision. */
export function verifySeed(question: SeedQuestion & { readonly commitment: string }): boolean {
  return question.seed.length === SEED_BYTES && commitSeed(question) === question.commitment.toLowerCase();
}

/** Writes every part after its length, so that no two lists of parts give the same bytes ("ab" + "c" against "a" + "bc"). */
export function lengthPrefixed(parts: readonly Uint8Array[]): Uint8Array {
  const message = new Uint8Array(parts.reduce((sum, part) => sum + LENGTH_BYTES + part.length, 0));
  const view = new DataView(message.buffer);
  let offset = 0;
  for (const part of parts) {
    view.setUint32(offset, part.length);
    message.set(part, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + part.length;
  }
  return message;
}

/** UTF-8 replaces lone surrogates by one and the same character: two subjects could then share a draw. */
function utf8(text: string): Uint8Array {
  if (/\p{Surrogate}/u.test(text)) {
    throw new TribuneError('INVALID_ARGUMENT', 'a subject or deployment reference is not well-formed Unicode', {
      remedy: 'Pass references without lone surrogates.',
    });
  }
  return new TextEncoder().encode(text);
}

function checkSeed(seed: Uint8Array): void {
  if (seed.length !== SEED_BYTES) {
    throw new TribuneError('INVALID_ARGUMENT', `the seed has ${seed.length} bytes, not ${SEED_BYTES}`, {
      remedy: `Draw ${SEED_BYTES} bytes from a cryptographic generator, once per deployment.`,
    });
  }
}

function checkDigest(digest: Uint8Array): void {
  if (digest.length !== DIGEST_BYTES) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `the hash function returned ${digest.length} bytes, not ${DIGEST_BYTES}`,
      {
        remedy: 'Pass SHA-256 and HMAC-SHA-256.',
      },
    );
  }
}
