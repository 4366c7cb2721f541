/** The frame of every page: one style sheet, one script of its own, nothing inline. `home`: a line of ways to other pages for staff. */
export const page = (title: string, script: string, body: string, home = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/assets/style.css">
<script type="module" src="/modules/apps/server/pages/${script}.js"></script>
</head>
<body>
${home}<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;

/** For the person decided about: is my decision in the log, and is this its content? */
export const VERIFY_HTML: string = page(
  'Check a receipt',
  'verify-page',
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
);

/** For the first administrator, who came by the one-time link. */
export const SETUP_HTML: string = page(
  'Make the first administrator',
  'setup-page',
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
);

/** For a browser that asks for an address at which there is nothing; programs get JSON. */
export const NOTHING_HTML: string = page(
  'There is nothing at this address',
  'no-page',
  `<p><a href="/">The first page</a> shows what the service does, <a href="/verify">this one</a> checks a receipt; programs find the addresses
in <a href="/openapi.json">the description of the API</a>.</p>`,
).replace(/<script .*<\/script>\n/, '');
