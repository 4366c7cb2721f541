import { TribuneError } from '../../core/base/errors.js';
import { defineReason, type Reason } from '../../core/base/reasons.js';
import type { ModelBytes } from './ports.js';

export const artifactNotHeld = defineReason('artifact.not-held', 'NOT_FOUND', 'The bytes of this digest are not held.');
const artifactChanged = defineReason(
  'artifact.changed',
  'STORE_INVALID',
  'The bytes that are held under this digest are no longer those that were stored.',
);

/** Reasons for which bytes of a model are not given. */
export const modelStoreReasons: readonly Reason[] = [artifactNotHeld, artifactChanged];

export const noDigest = (text: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', `"${text}" is no digest of a model`, {
    remedy: 'Give sha256: and 64 hexadecimal digits, as the registry names a version.',
  });

export const notHeld = (digest: string, { place }: Pick<ModelBytes, 'place'>): TribuneError =>
  artifactNotHeld(`${place} keeps no model ${digest}`, {
    remedy: 'Put the bytes of this version there first: tribune artifact put FILE.',
  });

export const changed = (digest: string, found: string, { place }: Pick<ModelBytes, 'place'>): TribuneError =>
  artifactChanged(`model ${digest} in ${place} was changed: its bytes are now ${found}`, {
    remedy: 'Put the bytes of the version there again, and find out who wrote to the place.',
  });

export const otherDigest = (digest: string, found: string): TribuneError =>
  new TribuneError('DIGEST_MISMATCH', `the bytes that came have the digest ${found}, not ${digest}`, {
    remedy: 'Name the digest of the bytes, or send the bytes of the version. Nothing of them was kept.',
  });

export const noBytes = (): TribuneError =>
  new TribuneError('MODEL_INVALID', 'a model without bytes cannot be kept', {
    remedy: 'Give the bytes of the model file.',
  });

export const tooLarge = (what: string, maxBytes: number): TribuneError =>
  new TribuneError('DATA_TOO_LARGE', `${what}: more than ${maxBytes} bytes are not kept`, {
    remedy: 'Export a smaller model.',
  });
