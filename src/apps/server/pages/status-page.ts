/** Time between two updates of the page, ms. */
const EVERY_MS = 5000;
/** Number of updates after which the page stops, ten minutes in all: a forgotten page must not keep its session alive by its requests. */
const MOST_UPDATES = 120;

/** The part of the browser that this page uses. */
interface LivePart {
  textContent: string | null;
  hidden: boolean;
  readonly childNodes: Iterable<object>;
  replaceChildren(...nodes: object[]): void;
  addEventListener(type: 'click', listener: () => void): void;
}
interface Parsed {
  getElementById(id: string): LivePart | null;
}
const browser = globalThis as unknown as {
  readonly document: Parsed & { readonly hidden: boolean };
  readonly location: { reload(): void };
  readonly DOMParser: new () => { parseFromString(text: string, type: 'text/html'): Parsed };
};

let timer: ReturnType<typeof setInterval> | null = null;
let updates = 0;

/** Fetches the page again and replaces the part that changes. */
async function update(): Promise<void> {
  const answer = await fetch('/');
  const fresh = new browser.DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
  // Without that part the session is over; loading the page again shows that.
  if (fresh === null) return browser.location.reload();
  browser.document.getElementById('live')?.replaceChildren(...fresh.childNodes);
  say('');
}

function tick(): void {
  if (browser.document.hidden) return;
  if (++updates >= MOST_UPDATES) rest();
  update().catch(() => say('The service does not answer.'));
}

function go(): void {
  updates = 0;
  timer = setInterval(tick, EVERY_MS);
  label('Stop updating');
}

function rest(): void {
  if (timer !== null) clearInterval(timer);
  timer = null;
  label('Go on updating');
}

function label(words: string): void {
  const button = browser.document.getElementById('updating');
  if (button !== null) button.textContent = words;
}

function say(words: string): void {
  const answer = browser.document.getElementById('answer');
  if (answer !== null) answer.textContent = words;
}

const button = browser.document.getElementById('updating');
if (button !== null) {
  button.hidden = false;
  button.addEventListener('click', () => (timer === null ? go() : rest()));
  go();
}

export {};
