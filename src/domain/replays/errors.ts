import type { TribuneError } from '../../core/base/errors.js';
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

/** Reason of the endpoint of a version that answers its canaries otherwise than when it was pinned. */
const OTHER_MODEL = 'remote-model.answers-otherwise';

/**
 * Whether an error says that the record or the model is not what was stored; an endpoint with another model is one as changed bytes are. An
 * endpoint that answers something else, such as the page of a proxy, says nothing of its model: it could not be asked.
 */
export const isDamage = ({ code, reason }: TribuneError): boolean => code === 'STORE_INVALID' || reason === OTHER_MODEL;

/** Whether an error says that the endpoint of a version could not be asked, so that nothing is known of its model. */
export const isUnasked = (cause: TribuneError): boolean =>
  cause.code === 'MODEL_UNREACHABLE' || (cause.code === 'MODEL_ANSWER_INVALID' && !isDamage(cause));
