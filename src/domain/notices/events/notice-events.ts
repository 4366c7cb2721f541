import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();

export const noticed = defineEvent(
  'decision.noticed',
  { notice: text, decision: text, deployment: text, by: text, language: text, linkUntil: text },
  'A notice of a decision was made for the person whom it is about, with a link that opens it once until `linkUntil`.',
);

export const linkMade = defineEvent(
  'notice.link-made',
  { notice: text, decision: text, by: text, check: text, until: text },
  'A notice got a new link, and every earlier one that was not used ended. `check` says how whoever made it was sure of the person; `session` for the person themselves, who had the notice open.',
);

export const noticeOpened = defineEvent(
  'notice.opened',
  { actor: text, notice: text, of: text },
  'The person whom the decision `of` is about opened its notice by a link.',
  { log: 'reads' },
);

/** Events of notices to the people decided about. */
export const noticeEvents = [noticed, linkMade, noticeOpened] as const;
