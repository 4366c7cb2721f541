import { defineReason, type Reason } from '../../core/base/reasons.js';

export const answersOtherwise = defineReason(
  'remote-model.answers-otherwise',
  'MODEL_ANSWER_INVALID',
  'The endpoint of a version answers its canaries otherwise than when it was pinned: it is not the model that was registered.',
);
export const hostNotNamed = defineReason(
  'remote-model.host-not-named',
  'INVALID',
  'The configuration of the service does not name the host of an endpoint as one that rows about people may be sent to.',
);
export const notPinned = defineReason(
  'remote-model.not-pinned',
  'INVALID',
  'The bytes of the version are a model itself, and no pinned endpoint: there is nothing to ask.',
);

/** Reasons for which a model behind a network is not asked, or not believed. */
export const remoteModelReasons: readonly Reason[] = [answersOtherwise, hostNotNamed, notPinned];
