import { z } from 'zod';
import { defineEvent } from '../log/events/index.js';

const text = z.string();
const OF_CALIBRATION = { calibration: text, by: text };

export const calibrationOpened = defineEvent(
  'calibration.opened',
  { ...OF_CALIBRATION, system: text, cases: z.array(text), readers: z.array(text) },
  'Named readers are to read the same closed cases, each blind, to see how far they agree. None of them reads another case about these decisions.',
);
export const calibrationSeen = defineEvent(
  'calibration.seen',
  { actor: text, calibration: text, of: text },
  'Somebody was shown the inputs of the decision `of` because they read it in a calibration, or looked at what came of one.',
  { log: 'reads' },
);
export const calibrationViewed = defineEvent(
  'calibration.read',
  { ...OF_CALIBRATION, item: z.int(), digest: text },
  'A reader committed a view of a case of a calibration; `digest` commits to it, which stands beside the log, sealed under a key that the erasure of the decision destroys.',
);
export const calibrationClosed = defineEvent(
  'calibration.closed',
  { ...OF_CALIBRATION, views: z.int(), missing: z.int(), erased: z.int(), agreement: z.number().nullable() },
  'A calibration is over, and its readers see what the others said. `agreement` is the alpha of Krippendorff over their views, null where it is not known.',
);
export const calibrationNoted = defineEvent(
  'calibration.noted',
  { ...OF_CALIBRATION, item: z.int(), digest: text },
  'What the discussion of a case came to was written down; `digest` commits to it.',
);
export const standardWritten = defineEvent(
  'standard.written',
  { system: text, version: z.int(), by: text, digest: text, calibration: text.optional() },
  'What readers go by at cases of a system was written anew; `digest` is that of the text, and `calibration` the one that it came of.',
);

/** Events of calibrations and standards. */
export const calibrationEvents = [
  calibrationOpened,
  calibrationSeen,
  calibrationViewed,
  calibrationClosed,
  calibrationNoted,
  standardWritten,
] as const;
