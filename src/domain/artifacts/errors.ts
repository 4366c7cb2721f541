import type { TribuneError } from '../../core/base/errors.js';
import { defineReason, type Reason } from '../../core/base/reasons.js';
import { artifactNotHeld, modelStoreReasons } from '../model-store/index.js';

const artifactGone = defineReason(
  'artifact.gone',
  'STORE_INVALID',
  'The bytes of this digest were stored, and are no longer where they were put.',
);

const erased = defineReason(
  'artifact.erased',
  'NOT_FOUND',
  'The bytes of this digest were erased, because they held persons or by the act of somebody else.',
);

/** Reasons for which an artifact is not given. */
export const artifactReasons: readonly Reason[] = [...modelStoreReasons, artifactGone, erased];

export const wasErased = (digest: string, atMs: number): TribuneError =>
  erased(`artifact ${digest} was erased at ${new Date(atMs).toISOString()}, and is not taken again`, {
    remedy: 'Take bytes without the person, store them, and register their digest.',
  });

export const notStored = (digest: string): TribuneError =>
  artifactNotHeld(`no artifact ${digest} is held`, {
    remedy: 'Put the bytes of this version first: tribune artifact put FILE.',
  });

export const bytesGone = (digest: string, cause: unknown): TribuneError =>
  artifactGone(`artifact ${digest} was stored, and its bytes are gone: ${(cause as Error).message}`, {
    remedy: 'Put the bytes there again, and find out who removed them; perhaps tribune.yaml names another place.',
    cause,
  });
