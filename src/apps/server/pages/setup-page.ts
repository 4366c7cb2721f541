import { element, page } from './dom.js';

/** The token stands behind `#`, so that browsers send it to no server; it is removed from the address bar at once. */
const token = page.location.hash.slice(1);
page.history.replaceState(null, '', page.location.pathname);

const NO_LINK =
  'This page is opened by the one-time link that the service gives when it starts: on the terminal, or in the file admin-link of the data folder. "tribune admin link" makes a new one.';

async function complete(): Promise<void> {
  const answer = await fetch('/v1/setup', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: element('name').value, password: element('password').value }),
  });
  const body = (await answer.json()) as { message?: string; remedy?: string; name?: string; roles?: string[] };
  element('setup').hidden = answer.ok;
  element('answer').dataset.state = answer.ok ? 'good' : 'bad';
  element('answer').textContent = answer.ok
    ? `${body.name} is ${body.roles?.includes('admin') ? 'the administrator and ' : ''}signed in.`
    : `${(body.message ?? '').replace(/^./, (first) => first.toUpperCase())}. ${body.remedy ?? ''}`;
  element('onward').hidden = !answer.ok;
}

element('setup').addEventListener('submit', (event) => {
  event.preventDefault();
  complete().catch(() => {
    element('answer').dataset.state = 'bad';
    element('answer').textContent = 'The service does not answer. Try again.';
  });
});

// The form stays hidden until there is a token, because without one nobody should type a password here.
if (token === '') element('answer').textContent = NO_LINK;
else element('setup').hidden = false;
