import { giverOf, ROLE_NAMES, ROLES, SCOPE_NAMES, SCOPES, seesPersons } from '../../../domain/identity/index.js';
import { page } from './html.js';

/** Ways to the other pages for staff. */
export const BAR = `<header class="bar"><nav aria-label="Tribune"><a href="/">Tribune</a> <a href="/account">Account</a>
<a href="/verify">Check a receipt</a></nav></header>
`;

/** For staff: password, passkey, or the identity provider, whichever the service has. */
export const SIGN_IN_HTML: string = page(
  'Sign in',
  `<div class="narrow">
<p id="answer" role="alert" class="answer"></p>
<form id="sign-in">
<p><label for="name">Name</label><input id="name" autocomplete="username" autocapitalize="none" spellcheck="false" required></p>
<p><label for="password">Password</label><input id="password" type="password" autocomplete="current-password" required></p>
<p><button type="submit" class="main">Sign in</button></p>
</form>
<div id="other-ways">
<p id="passkey-way" hidden><button type="button" id="passkey">Sign in with a passkey</button></p>
<p id="passkey-elsewhere" hidden class="note">Passkeys of this service work at <a id="passkey-address" href="/sign-in"></a>.</p>
<p id="provider-way" hidden><a class="button" href="/v1/session/openid">Sign in with your organisation</a></p>
</div>
<noscript><p>This page needs its script. Programs use an API key instead.</p></noscript>
</div>`,
  { script: 'sign-in-page', home: BAR },
);

const scopeChoices = SCOPE_NAMES.map(
  (scope) =>
    `<li data-giver="${giverOf(scope)}"><label class="choice"><input type="checkbox" name="scope" value="${scope}"><span><code>${scope}</code> ${SCOPES[scope]}</span></label></li>`,
).join('\n');

/** For one person's own account; keys only for whom the role allows. Holds nothing of the person: the script asks for it. */
export const ACCOUNT_HTML: string = page(
  'Your account',
  `<p id="who">Loading …</p>
<p><button type="button" id="sign-out">Sign out</button> <a class="button" id="people-way" href="/account/people" hidden>People and roles</a></p>
<p id="answer" role="status" class="answer"></p>

<section aria-labelledby="passkeys-title">
<h2 id="passkeys-title">Passkeys</h2>
<p class="note">A passkey is kept by your phone, computer or security key and opened by your finger, face or PIN. It works at this address only, so no
other site can ask for it.</p>
<ul id="passkeys" class="list"></ul>
<p id="passkeys-elsewhere" hidden class="note"></p>
<form id="add-passkey" hidden class="row">
<p><label for="passkey-name">Name of the new passkey, such as: work laptop</label><input id="passkey-name" maxlength="80" required></p>
<p><button type="submit">Add a passkey</button></p>
</form>
</section>

<section aria-labelledby="password-title">
<h2 id="password-title">Password</h2>
<p id="no-password" hidden class="note"></p>
<form id="change-password" hidden class="row">
<p><label for="new-password">New password, at least 12 characters</label>
<input id="new-password" type="password" autocomplete="new-password" minlength="12" required></p>
<p><button type="submit">Change the password</button> <button type="button" id="remove-password" hidden>Remove it and use passkeys alone</button></p>
</form>
</section>

<section aria-labelledby="sessions-title">
<h2 id="sessions-title">Where you are signed in</h2>
<ul id="sessions" class="list"></ul>
<p><button type="button" id="end-others" hidden>Sign out everywhere else</button></p>
</section>

<section id="keys-section" aria-labelledby="keys-title" hidden>
<h2 id="keys-title">API keys</h2>
<ul id="keys" class="list"></ul>
<p id="issued" hidden class="issued"><label for="issued-key">The new key, shown this once</label><input id="issued-key" readonly></p>
<form id="make-key" hidden>
<h3>Make a key</h3>
<p><label for="key-name">What it is for, such as: scoring service</label><input id="key-name" maxlength="200" required></p>
<fieldset><legend>What it may do</legend><ul class="choices">
${scopeChoices}
</ul></fieldset>
<p><label for="key-days">Days until it expires</label><input id="key-days" type="number" min="1" max="3650" value="365" required></p>
<p><button type="submit">Make the key</button></p>
</form>
</section>
<noscript><p>This page needs its script.</p></noscript>`,
  { script: 'account-page', home: BAR },
);

const roleChoices = ROLE_NAMES.filter((role) => role !== 'subject')
  .map(
    (role) =>
      `<li${seesPersons(role) ? ` data-sees-persons="${role}" hidden` : ''}><label class="choice"><input type="checkbox" name="role" value="${role}"><span><code>${role}</code> ${ROLES[role]}</span></label></li>`,
  )
  .join('\n');

/** For administrators: who has an account, and what they may. One form makes an account and changes one. */
export const PEOPLE_HTML: string = page(
  'People and roles',
  `<p><a href="/account">Your account</a></p>
<p id="answer" role="status" class="answer"></p>
<section aria-labelledby="people-title">
<h2 id="people-title">Accounts</h2>
<ul id="people" class="list"></ul>
</section>
<section id="person-section" aria-labelledby="person-title" hidden>
<h2 id="person-title">Make an account</h2>
<form id="person">
<p><label for="person-name">Name, or e-mail address for a sign-in with your organisation</label>
<input id="person-name" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" required></p>
<p><label for="person-password" id="password-label">First password, at least 12 characters; empty: your organisation lets the person in</label>
<input id="person-password" type="password" minlength="12" autocomplete="new-password"></p>
<fieldset><legend>Roles</legend><ul class="choices">
${roleChoices}
</ul></fieldset>
<p><button type="submit" class="main" id="person-save">Make the account</button> <button type="button" id="person-cancel" hidden>Cancel</button></p>
</form>
</section>
<noscript><p>This page needs its script.</p></noscript>`,
  { script: 'people-page', home: BAR },
);
