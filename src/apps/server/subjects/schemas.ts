import { z } from 'zod';
import { someText } from '../../../domain/settings/index.js';
import { refName, time } from '../http/schemas.js';

/** A reference has the same greatest length as in a record: a longer one would match no record. */
const subjectRef = refName;
export const subjectRequest = z.strictObject({ subject: subjectRef }).meta({ id: 'SubjectRequest' });
export const erasureRequest = z
  .strictObject({ subject: subjectRef, basis: someText(500) })
  .meta({ id: 'ErasureRequest' });
export const holdRequest = z
  .strictObject({
    subject: subjectRef,
    owner: someText(200),
    reason: someText(1000),
    reviewAt: time,
  })
  .meta({ id: 'HoldRequest' });
