import { made, type PageElement } from './dom.js';

/** Who is signed in. */
export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
  readonly hasPassword: boolean;
}

/** Does something, with a fresh proof where one is wanted; says the words when it went well and shows the page anew. */
export type Act = (done: string, work: () => Promise<unknown>) => Promise<void>;

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
