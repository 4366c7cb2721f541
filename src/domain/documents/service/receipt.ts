import type { ServicePage } from './frame.js';
import { h, link, note, ON, p, withoutScript } from './parts.js';

/** Page for the person decided about: it shows whether a decision is in the log, and whether this is its content. */
export const VERIFY: ServicePage = {
  title: 'Check a receipt',
  script: 'verify-page',
  body: [
    p(
      'Drop the receipt of a decision here, and its opening if you have it. Both stay in this browser: nothing is sent anywhere.',
    ),
    h(
      'label',
      { class: 'drop', id: 'drop', for: 'files' },
      'Drop files here, or choose them ',
      h('input', { type: 'file', id: 'files', multiple: ON }),
    ),
    h('ul', { id: 'given', 'aria-live': 'polite' }),
    p(
      h('label', { for: 'key' }, 'Key of the log'),
      h('input', { id: 'key', type: 'text', autocomplete: 'off', spellcheck: 'false' }),
    ),
    note(
      'The key above comes from this very server. For a check that does not rest on its word, paste the key you got elsewhere: from your letter, a regulator or a newspaper.',
    ),
    h(
      'section',
      { id: 'result', 'aria-live': 'polite', hidden: ON },
      h('h2', {}, 'In the log'),
      h('p', { id: 'in-log', class: 'verdict' }),
      h('h2', {}, 'This content is what was logged'),
      h('p', { id: 'content', class: 'verdict' }),
      h('h2', {}, 'What the opening says'),
      h('p', { id: 'record' }),
      h('dl', { id: 'rows', class: 'rows', hidden: ON }),
      h('details', { id: 'exact', hidden: ON }, h('summary', {}, 'To the byte'), h('pre', { id: 'bytes' })),
      h('h2', {}, 'What was checked'),
      h('ul', { id: 'steps' }),
    ),
    withoutScript(
      'This page checks with a script in your browser. Without scripts use ',
      h('code', {}, 'npx tribune verify'),
      '.',
    ),
  ],
};

/** Page for a browser that asks for an unknown address; programs get JSON. */
export const NOTHING: ServicePage = {
  title: 'There is nothing at this address',
  body: [
    p(
      link('/', 'The first page'),
      ' shows what the service does, ',
      link('/verify', 'this one'),
      ' checks a receipt; programs find the addresses in ',
      link('/openapi.json', 'the description of the API'),
      '.',
    ),
  ],
};
