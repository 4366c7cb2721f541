import { element, made, type PageElement, page } from './dom.js';
import { Refused } from './requests.js';
import { type Proofs, withProof } from './step-up.js';

/** The person who is signed in. */
export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
  readonly hasPassword: boolean;
}

/** Does something that may need a fresh proof of identity. Shows the page anew, and the words `done` when it succeeded. */
export type Act = (done: string, work: () => Promise<unknown>) => Promise<void>;

export function say(words: string, state: 'good' | 'bad'): void {
  const answer = element('answer');
  answer.dataset.state = state;
  answer.textContent = words;
}

/** Leads to the sign-in, which leads back to this page. */
export const leave = (): void => page.location.assign(`/sign-in?next=${page.location.pathname}`);

/** Shows what went wrong; after the end of a session it leads to the sign-in instead. */
export function sayFault(cause: unknown): void {
  if (cause instanceof Refused && cause.status === 401) leave();
  else say((cause as Error).message, 'bad');
}

/**
 * Makes the function by which a page acts: it asks for a fresh proof where the service wants one, shows the page as it is afterwards, and
 * says how the act went.
 */
export function acting(proofs: () => Proofs, show: () => Promise<void>): Act {
  return async (done, work) => {
    try {
      await withProof(proofs(), work);
      await show();
      if (done !== '') say(done, 'good');
    } catch (cause) {
      sayFault(cause);
    }
  };
}

/** A line of a list: its title, a note about it, and buttons for what can be done with it. */
export function row(title: string, note: string, acts: readonly PageElement[]): PageElement {
  const line = made('li', '');
  const what = made('div', '');
  what.className = 'what';
  what.append(made('strong', title), made('span', note));
  line.append(what);
  if (acts.length > 0) {
    const buttons = made('div', '');
    buttons.className = 'acts';
    buttons.append(...acts);
    line.append(buttons);
  }
  return line;
}

/** A time of the service in the reader's own notation. */
export const when = (time: string): string =>
  new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
