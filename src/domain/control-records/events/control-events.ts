import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const controlRecorded = defineEvent(
  'control.recorded',
  { record: z.string(), system: z.string(), kind: z.string(), digest: z.string(), by: z.string() },
  'Somebody keeps a record about a system: answers about it, a workshop, a choice, a risk form, a principle, a challenge, why a gap is held to be necessary, what they say to a control, or what a document of another program says of a model. `digest` is that of what it says, which is beside the log.',
);

/** Events about records that controls stand on. */
export const controlEvents = [controlRecorded] as const;
