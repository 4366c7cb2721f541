import { defineReason } from '../../../core/base/reasons.js';

export const unreadableCard = defineReason(
  'import.unreadable',
  'INVALID',
  'A document of another program does not hold a model where its format has it, or is larger or deeper than is taken.',
);
