import { element, printMarkup } from '../../../core/markup/index.js';
import { pageFrame } from '../../../domain/documents/frame/index.js';

const STYLE = { href: '/assets/style.css' };

/** What a page of the service has beside its title and its body, which is markup. */
interface ServicePage {
  /** Name of the module of this folder that the page runs. */
  readonly script?: string;
  /** A line of ways to other pages for staff. */
  readonly home?: string;
  /** Where the browser goes at once. */
  readonly goTo?: string;
}

/** A page of the service: one style sheet, at most one script of its own, nothing inline. */
export const page = (title: string, body: string, { script, home = '', goTo }: ServicePage = {}): string =>
  pageFrame({
    title,
    style: STYLE,
    ...(script === undefined ? {} : { script: `/modules/apps/server/pages/${script}.js` }),
    ...(goTo === undefined ? {} : { goTo }),
    body: `${home}<main>\n${printMarkup(element('h1', {}, title))}\n${body}\n</main>`,
  });

/** For the person decided about: is my decision in the log, and is this its content? */
export const VERIFY_HTML: string = page(
  'Check a receipt',
  `<p>Drop the receipt of a decision here, and its opening if you have it. Both stay in this browser: nothing is sent anywhere.</p>
<label class="drop" id="drop" for="files">Drop files here, or choose them
<input type="file" id="files" multiple></label>
<ul id="given" aria-live="polite"></ul>
<p><label for="key">Key of the log</label>
<input id="key" type="text" autocomplete="off" spellcheck="false"></p>
<p class="note">The key above comes from this very server. For a check that does not rest on its word, paste the key you got elsewhere: from your
letter, a regulator or a newspaper.</p>
<section id="result" aria-live="polite" hidden>
<h2>In the log</h2><p id="in-log" class="verdict"></p>
<h2>This content is what was logged</h2><p id="content" class="verdict"></p>
<h2>What the opening says</h2>
<p id="record"></p>
<dl id="rows" class="rows" hidden></dl>
<details id="exact" hidden><summary>To the byte</summary><pre id="bytes"></pre></details>
<h2>What was checked</h2><ul id="steps"></ul>
</section>
<noscript><p>This page checks with a script in your browser. Without scripts use <code>npx tribune verify</code>.</p></noscript>`,
  { script: 'verify-page' },
);

/** For the first administrator, who came by the one-time link. */
export const SETUP_HTML: string = page(
  'Make the first administrator',
  `<div class="narrow">
<form id="setup" hidden>
<p><label for="name">Name</label><input id="name" autocomplete="username" autocapitalize="none" spellcheck="false" required></p>
<p><label for="password">Password, at least 12 characters</label>
<input id="password" type="password" autocomplete="new-password" minlength="12" required></p>
<p><button type="submit" class="main">Make administrator</button></p>
</form>
<p id="answer" role="status" class="answer"></p>
<noscript><p>This page needs a script in your browser, which reads the one-time link.</p></noscript>
</div>
<p id="onward" hidden><a href="/">See what the service does</a>, or <a href="/account">go to your account</a>: add a passkey, make API keys.</p>`,
  { script: 'setup-page' },
);

/** For a browser that asks for an address at which there is nothing; programs get JSON. */
export const NOTHING_HTML: string = page(
  'There is nothing at this address',
  `<p><a href="/">The first page</a> shows what the service does, <a href="/verify">this one</a> checks a receipt; programs find the addresses
in <a href="/openapi.json">the description of the API</a>.</p>`,
);
