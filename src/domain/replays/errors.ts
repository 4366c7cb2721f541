import { defineReason, type Reason } from '../../core/base/reasons.js';

export const noInputs = defineReason(
  'replay.no-inputs',
  'INVALID',
  'The decision was recorded without its inputs: nobody can run it again.',
);
export const noVersion = defineReason(
  'replay.no-version',
  'INVALID',
  'The decision names no version, and its deployment had none at that time.',
);
export const nothingToCompare = defineReason(
  'replay.nothing-to-compare',
  'INVALID',
  'The decision records neither a score nor an outcome that a cutoff makes.',
);
export const notPlayable = defineReason(
  'replay.not-playable',
  'INVALID',
  'The bytes of the version, or the inputs, are none that the service can run: the message says why.',
);

/** Reasons for which a decision is not run again. */
export const replayReasons: readonly Reason[] = [noInputs, noVersion, nothingToCompare, notPlayable];
