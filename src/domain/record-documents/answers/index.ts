import type { RecordField } from './answer.js';
import { audited } from './audited.js';
import { ofOthers } from './of-others.js';
import { ofPeriod } from './of-period.js';
import { registered } from './registered.js';
import { told } from './told.js';

/** What records can answer; templates name these. A test holds the list to the schema of the templates. */
export const ANSWERS = { ...registered, ...audited, ...told, ...ofOthers, ...ofPeriod } as const satisfies Readonly<
  Record<string, RecordField>
>;

export type AnswerName = keyof typeof ANSWERS;
export { type Answer, type RecordField, timeText } from './answer.js';
