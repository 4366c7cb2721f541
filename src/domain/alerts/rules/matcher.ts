import type { Labels } from '../signals/index.js';

/** A condition on a label. A value may hold `*` for any text; a label that is absent is the empty text. */
export interface Matcher {
  readonly label: string;
  readonly is: '=' | '!=';
  readonly value: string;
}

/** Whether all matchers hold. */
export const matches = (matchers: readonly Matcher[], labels: Labels): boolean =>
  matchers.every(({ label, is, value }) => fits(value, labels[label] ?? '') === (is === '='));

/**
 * Whether a text fits a pattern in which `*` stands for any text. Linear in the text for each part between stars, so that no pattern takes
 * long, as a regular expression could.
 */
export function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first, ...others] = parts as [string, ...string[]];
  if (others.length === 0) return pattern === text;
  const last = others.pop()!;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** Matchers from a map of labels to values, as configuration writes them; `!value` is any other value. */
export const matchersOf = (wanted: Readonly<Record<string, string>>): Matcher[] =>
  Object.entries(wanted).map(([label, value]) =>
    value.startsWith('!') ? { label, is: '!=', value: value.slice(1) } : { label, is: '=', value },
  );
