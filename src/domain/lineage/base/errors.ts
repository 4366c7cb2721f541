import { defineReason, type Reason } from '../../../core/base/reasons.js';

export const unknownRun = defineReason('lineage.unknown-run', 'NOT_FOUND', 'No training run of this id was told.');
export const unknownData = defineReason('lineage.unknown-data', 'NOT_FOUND', 'No training run names this data set.');
export const unknownModel = defineReason(
  'lineage.unknown-model',
  'NOT_FOUND',
  'No version of a model of this id is registered.',
);
export const otherRun = defineReason(
  'lineage.other-run',
  'CONFLICT',
  'A training run of this id was told with other content; what was told is not rewritten.',
);
export const unreadable = defineReason(
  'lineage.unreadable',
  'INVALID',
  'A document of another program does not hold a training run where its format has it.',
);

/** Reasons of refusals about lineage. */
export const lineageReasons: readonly Reason[] = [unknownRun, unknownData, unknownModel, otherRun, unreadable];
