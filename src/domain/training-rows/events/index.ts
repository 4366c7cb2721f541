import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();
const about = { actor: text, purpose: text, request: text, deployment: text, knownAt: text, inputs: z.boolean() };
const file = z.object({ rows: z.int(), digest: text });

export const trainingRowsRead = defineEvent(
  'read.training-rows',
  { ...about, part: z.enum(['training', 'validation']), after: z.int().nullable() },
  'Rows that a request for a retraining or recalibration is about were handed out from the entry after `after` on: the labelled decisions of its window, with groups and with labels recorded before `knownAt`. `request` is the id of the reaction.',
  { log: 'reads' },
);

export const trainingRowsSealed = defineEvent(
  'read.training-rows-sealed',
  { ...about, training: file, validation: file, unlabelled: z.int(), erased: z.int() },
  'What the two files of such a request come to: the SHA-256 of each as it is handed out, its rows, and the decisions of the window that are in neither, because they have no label yet (`unlabelled`), or may have been, because they were erased (`erased`: those received since the window began). A training that names the digest of its table is known by it.',
  { log: 'reads' },
);

/** Events about the rows of requests for training. */
export const trainingRowsEvents = [trainingRowsRead, trainingRowsSealed] as const;
