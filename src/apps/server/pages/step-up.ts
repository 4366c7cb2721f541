import { made, type PageElement, page } from './dom.js';
import { passkeysWorkHere, usePasskey } from './passkey-browser.js';
import { Refused, send, type Ways } from './requests.js';

/** The ways in which this person can prove who they are. */
export interface Proofs {
  readonly ways: Ways;
  readonly hasPassword: boolean;
  readonly hasPasskeys: boolean;
}

/** Does something. When the service demands a fresh proof of identity, asks for one and does it again. Throws when the person cancels. */
export async function withProof<T>(proofs: Proofs, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (!(cause instanceof Refused) || cause.code !== 'STEP_UP_REQUIRED') throw cause;
  }
  await askForProof(proofs);
  return act();
}

function askForProof(proofs: Proofs): Promise<void> {
  const { dialog, form, passkey, password, problem, cancel } = buildDialog(proofs);
  return new Promise((proved, refused) => {
    const end = (): void => {
      dialog.close();
      dialog.remove();
    };
    const attempt = (prove: () => Promise<unknown>): void => {
      prove().then(
        () => {
          end();
          proved();
        },
        (cause: Error) => {
          problem.textContent = cause.message;
        },
      );
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      attempt(() => send('POST', '/v1/session/step-up', { password: password.value }));
    });
    passkey.addEventListener('click', () => attempt(() => usePasskey('/v1/session/step-up/passkey')));
    const giveUp = (): void => {
      end();
      refused(new Error('Nothing was changed.'));
    };
    cancel.addEventListener('click', giveUp);
    // Browsers fire `cancel` when the person presses Escape.
    dialog.addEventListener('cancel', giveUp);
    dialog.showModal();
  });
}

interface Dialog {
  readonly dialog: PageElement;
  readonly form: PageElement;
  readonly password: PageElement;
  readonly passkey: PageElement;
  readonly problem: PageElement;
  readonly cancel: PageElement;
}

function buildDialog({ ways, hasPassword, hasPasskeys }: Proofs): Dialog {
  const dialog = made('dialog', '');
  const title = made('h2', 'Is it you?');
  title.id = 'proof-title';
  dialog.setAttribute('aria-labelledby', title.id);
  const problem = made('p', '');
  problem.className = 'answer';
  problem.dataset.state = 'bad';
  problem.setAttribute('role', 'alert');
  const { form, password } = passwordForm();
  const passkey = button('Use a passkey');
  const cancel = button('Cancel');
  const provider = made('a', 'Sign in again with your organisation');
  provider.href = '/v1/session/openid/step-up';
  provider.className = 'button';
  dialog.append(title, made('p', 'This act asks for a fresh proof of who you are.'), problem);
  if (hasPassword) dialog.append(form);
  if (hasPasskeys && passkeysWorkHere(ways.passkey)) dialog.append(inParagraph(passkey));
  if (!hasPassword && ways.identityProvider) dialog.append(inParagraph(provider));
  dialog.append(inParagraph(cancel));
  page.document.body.append(dialog);
  return { dialog, form, password, passkey, problem, cancel };
}

function passwordForm(): { form: PageElement; password: PageElement } {
  const form = made('form', '');
  const label = made('label', 'Password');
  label.setAttribute('for', 'proof-password');
  const password = made('input', '');
  password.id = 'proof-password';
  password.type = 'password';
  password.setAttribute('autocomplete', 'current-password');
  password.setAttribute('required', '');
  const submit = made('button', 'Continue');
  submit.className = 'main';
  form.append(inParagraph(label, password), inParagraph(submit));
  return { form, password };
}

export function button(words: string): PageElement {
  const one = made('button', words);
  one.type = 'button';
  return one;
}

function inParagraph(...children: PageElement[]): PageElement {
  const paragraph = made('p', '');
  paragraph.append(...children);
  return paragraph;
}
