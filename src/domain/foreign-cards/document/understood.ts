import { LONGEST_NAME, LONGEST_TEXT, MOST_DEEP, MOST_LISTED, MOST_UNKNOWN, UNKNOWN_SHOWN } from './bounds.js';
import { unreadableCard } from './errors.js';
import { sha256Of } from './sha256-of.js';
import type { UnknownField } from './unknown-field.js';

/** Where a value stands in a document: names of members and places in lists. */
export type Path = readonly (string | number)[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was taken below a place of the document: a tree, because names in a path may be as long as the document. */
interface Taken {
  isWhole: boolean;
  readonly inner: Map<string | number, Taken>;
}

/**
 * A document of another program, of which values are taken one by one. Only own properties of the types that are expected are taken; what
 * nobody took is told at the end, so that nothing is dropped in silence.
 */
export class Understood {
  readonly #document: unknown;
  readonly #taken: Taken = { isWhole: false, inner: new Map() };
  #texts = 0;
  #listed = 0;

  /** @throws TribuneError INVALID for a document that is nested too deeply */
  constructor(document: unknown) {
    if (depthOf(document, 0) > MOST_DEEP)
      throw unreadableCard(`the document is nested deeper than ${MOST_DEEP}`, {
        remedy: 'Leave out what is not about the model.',
      });
    this.#document = document;
  }

  /** How many texts were cut, and how many entries of lists were left out. */
  get cut(): { readonly texts: number; readonly listed: number } {
    return { texts: this.#texts, listed: this.#listed };
  }

  at(path: Path): unknown {
    return path.reduce<unknown>((found, part) => {
      if (typeof part === 'number') return Array.isArray(found) ? found[part] : undefined;
      return isObject(found) && Object.hasOwn(found, part) ? found[part] : undefined;
    }, this.#document);
  }

  has(path: Path): boolean {
    return this.at(path) !== undefined;
  }

  /** The value as it is, understood from now on. */
  take(path: Path): unknown {
    const value = this.at(path);
    if (value === undefined) return value;
    let taken = this.#taken;
    for (const part of path) {
      const inner = taken.inner.get(part) ?? { isWhole: false, inner: new Map() };
      taken.inner.set(part, inner);
      taken = inner;
    }
    taken.isWhole = true;
    return value;
  }

  /** A text that is not empty, cut to its bound; null where there is none. A number or a truth value is its text. */
  text(path: Path): string | null {
    const value = this.at(path);
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string' || text.trim() === '') return null;
    this.take(path);
    return this.cutText(text);
  }

  /** A text cut to its bound, and counted where it was longer. */
  cutText(text: string): string {
    if (text.length > LONGEST_TEXT) this.#texts += 1;
    return beginningOf(text, LONGEST_TEXT);
  }

  /** A text that names something. @throws TribuneError INVALID for one that is too long */
  name(path: Path): string | null {
    const value = this.at(path);
    if (typeof value === 'string' && value.length > LONGEST_NAME)
      throw unreadableCard(`${shown(path)} has ${value.length} characters, more than ${LONGEST_NAME}`, {
        remedy: 'Give it a shorter name in the document.',
      });
    return this.text(path);
  }

  /** A SHA-256, with or without its prefix; null for anything else, which is then not understood. */
  digest(path: Path): string | null {
    const value = this.at(path);
    const digest = typeof value === 'string' ? sha256Of(value) : null;
    if (digest !== null) this.take(path);
    return digest;
  }

  /** A finite number, or the number that a text is; null for anything else. */
  number(path: Path): number | null {
    const value = this.at(path);
    const number = typeof value === 'string' && isNumeral(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) return null;
    this.take(path);
    return number;
  }

  /** A number, or the text that stands in its place; null for anything else. */
  measured(path: Path): number | string | null {
    return this.number(path) ?? this.text(path);
  }

  /** Paths of the entries of a list within the bound; none where there is no list. */
  list(path: Path): Path[] {
    const value = this.at(path);
    if (!Array.isArray(value)) return [];
    return this.#bounded(value.map((_, place) => [...path, place]));
  }

  /** Paths of the members of an object within the bound, by their names. */
  members(path: Path): (readonly [name: string, at: Path])[] {
    const value = this.at(path);
    if (!isObject(value)) return [];
    return this.#bounded(Object.keys(value).map((name) => [name, [...path, name]] as const));
  }

  /** One text, or several: the Hub has both forms for the same field. */
  texts(path: Path): string[] {
    const one = this.text(path);
    return one === null ? this.list(path).flatMap((each) => this.text(each) ?? []) : [one];
  }

  /** What nobody took, within its bound, and how much more there is. */
  rest(): { readonly unknown: readonly UnknownField[]; readonly more: number } {
    const unknown: UnknownField[] = [];
    let more = 0;
    const walk = (value: unknown, path: Path, taken: Taken | undefined): void => {
      if (taken?.isWhole === true) return;
      const inner = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
      if (inner.length > 0) {
        for (const [part, each] of inner) walk(each, [...path, part], taken?.inner.get(part));
        return;
      }
      if (unknown.length >= MOST_UNKNOWN) more += 1;
      else unknown.push({ at: shown(path), value: beginningOf(JSON.stringify(value) ?? 'null', UNKNOWN_SHOWN) });
    };
    walk(this.#document, [], this.#taken);
    return { unknown, more };
  }

  #bounded<T>(all: readonly T[]): T[] {
    this.#listed += Math.max(0, all.length - MOST_LISTED);
    return all.slice(0, MOST_LISTED);
  }
}

/** The beginning of a text, never with half of a character at its end. */
const beginningOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');

/** A path as a person reads it, cut where a name in it is long. */
const shown = (path: Path): string =>
  path.length === 0
    ? 'the document'
    : beginningOf(
        path
          .map((part, place) => (typeof part === 'number' ? `[${part}]` : `${place === 0 ? '' : '.'}${part}`))
          .join(''),
        UNKNOWN_SHOWN,
      );

const isNumeral = (text: string): boolean => /^-?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?$/.test(text);

function depthOf(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > MOST_DEEP) return depth;
  let deepest = depth;
  for (const each of Object.values(value)) deepest = Math.max(deepest, depthOf(each, depth + 1));
  return deepest;
}
