import type { TribuneError } from '../../core/base/errors.js';
import { defineReason, type Reason } from '../../core/base/reasons.js';
import { artifactNotHeld, modelStoreReasons } from '../model-store/index.js';

const artifactGone = defineReason(
  'artifact.gone',
  'STORE_INVALID',
  'The bytes of this digest were stored, and are no longer where they were put.',
);

/** Reasons for which an artifact is not given. */
export const artifactReasons: readonly Reason[] = [...modelStoreReasons, artifactGone];

export const notStored = (digest: string): TribuneError =>
  artifactNotHeld(`no artifact ${digest} is held`, {
    remedy: 'Put the bytes of this version first: tribune artifact put FILE.',
  });

export const bytesGone = (digest: string, cause: unknown): TribuneError =>
  artifactGone(`artifact ${digest} was stored, and its bytes are gone: ${(cause as Error).message}`, {
    remedy: 'Put the bytes there again, and find out who removed them; perhaps tribune.yaml names another place.',
    cause,
  });
