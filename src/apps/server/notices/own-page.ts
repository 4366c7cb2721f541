import { asPage } from './fail-page.js';

/** What every page of a person with an open notice has in common. */
export const OWN = {
  isPage: true,
  answer: 'text/html',
  summary: 'A page of the person decided about',
  action: 'notice.own',
  onSend: asPage,
} as const;

/** Greatest form of choices alone, bytes. */
export const SMALL_FORM = 2048;
