import { nearName } from '../../base/suggest.js';
import { type LearnColumn, refused } from './dataset.js';

/** Directions by input from a text such as `age:+,debt:-`: 1 where scores may only rise with it, -1 where only fall. */
export function readMonotone(text: string, columns: readonly LearnColumn[]): Int8Array {
  const names = columns.map(({ name }) => name);
  const directions = new Int8Array(names.length);
  for (const part of partsOf(text, ',')) {
    const sign = part.slice(-1);
    if (part.at(-2) !== ':' || (sign !== '+' && sign !== '-'))
      throw refused(`monotone holds ${JSON.stringify(part)}`, 'Write NAME:+ or NAME:-, several separated by commas.');
    const place = placeOf(part.slice(0, -2), names, 'monotone');
    if (columns[place]!.categories !== undefined)
      throw refused(
        `monotone names "${names[place]}", whose values are categories`,
        'Categories have no order: name numbers.',
      );
    if (directions[place] !== 0) throw refused(`monotone names "${names[place]}" twice`, 'Name each input once.');
    directions[place] = sign === '+' ? 1 : -1;
  }
  return directions;
}

/** Sets of inputs that may come together on a path, from a text such as `age+debt,income`; null for an empty text: any may. */
export function readInteractions(text: string, names: readonly string[]): number[][] | null {
  if (text.trim() === '') return null;
  return partsOf(text, ',').map((set) => partsOf(set, '+').map((name) => placeOf(name, names, 'interactions')));
}

const partsOf = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

function placeOf(name: string, names: readonly string[], setting: string): number {
  const place = names.indexOf(name);
  if (place >= 0) return place;
  throw refused(
    `${setting} names "${name}", no input`,
    `${nearName(name, names)}Inputs: ${names.slice(0, 20).join(', ')}.`,
  );
}
