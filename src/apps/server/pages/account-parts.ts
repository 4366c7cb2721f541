import { element, made, type PageElement, page } from './dom.js';
import { Refused } from './requests.js';
import { type Proofs, withProof } from './step-up.js';

/** Who is signed in. */
export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
  readonly hasPassword: boolean;
}

/** Does something, with a fresh proof where one is wanted; says the words when it went well and shows the page anew. */
export type Act = (done: string, work: () => Promise<unknown>) => Promise<void>;

export function say(words: string, state: 'good' | 'bad'): void {
  const answer = element('answer');
  answer.dataset.state = state;
  answer.textContent = words;
}

/** To the sign-in, and back to this page from there. */
export const leave = (): void => page.location.assign(`/sign-in?next=${page.location.pathname}`);

/** Says what went wrong; a session that ended leads to the sign-in. */
export function sayFault(cause: unknown): void {
  if (cause instanceof Refused && cause.status === 401) leave();
  else say((cause as Error).message, 'bad');
}

/** How a page acts: with a fresh proof where one is wanted, then saying how it went and showing the page as it is. */
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

/** A line of a list: what it is, what is known of it, what can be done with it. */
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

/** A time of the service as the reader writes it. */
export const when = (time: string): string =>
  new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
