import { TribuneError } from './errors.js';
import { didYouMean } from './suggest.js';

/**
 * The public doors of the library. Inside, types are trusted; a caller from outside may have no types, and a misspelt word must not become
 * a number with `status: 'ok'`. A door checks each argument against a description of its type (`Kind`) and passes the arguments on
 * unchanged; calls from inside go past the doors and pay nothing. `scripts/doors` writes the descriptions from the types.
 */

/** A fault of an argument, and its place in it. */
interface Fault {
  /** Place within the argument, such as `.favourable` or `[3].key`. */
  readonly path: string;
  /** End of the sentence that the path begins: `is "gap"`. */
  readonly is: string;
  readonly remedy: string;
}

/** Description of a type: what a value has to be. */
export interface Kind {
  /** The kind in words, to be put after "Pass": `a number`. */
  words(): string;
  /** Whether the value may be left out. */
  readonly optional?: boolean;
  /** The literals that the kind accepts, by which members of a union are told apart. */
  literals?(): readonly Literal[];
  /** The fields of an object, for unions whose members a field tells apart. */
  fields?(): Fields;
  fault(value: unknown): Fault | null;
}

export type Literal = string | number | boolean | null;
export type Fields = Readonly<Record<string, Kind>>;

/** Most letters of a wrong text in a message. */
const TEXT_SHOWN = 60;
/** Most words of a closed list in a message. */
const WORDS_SHOWN = 24;

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, TEXT_SHOWN));
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `the big integer ${value}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return 'a list';
  return tagOf(value) === 'Object' ? 'an object' : `a ${tagOf(value)}`;
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

const wrong = (value: unknown, words: string): Fault => ({
  path: '',
  is: `is ${shown(value)}`,
  remedy: `Pass ${words}.`,
});
const within = (step: string, fault: Fault): Fault => ({ ...fault, path: `${step}${fault.path}` });

function simple(words: string, holds: (value: unknown) => boolean): Kind {
  return { words: () => words, fault: (value) => (holds(value) ? null : wrong(value, words)) };
}

export const text = simple('a text', (value) => typeof value === 'string');
export const number = simple('a number', (value) => typeof value === 'number');
export const flag = simple('true or false', (value) => typeof value === 'boolean');
export const bigint = simple('a big integer', (value) => typeof value === 'bigint');
export const callback = simple('a function', (value) => typeof value === 'function');
export const anything: Kind = { words: () => 'a value', fault: () => null };
export const absent = simple('nothing', (value) => value === undefined);
export const iterable = simple(
  'a list or another iterable',
  (value) => value != null && (Symbol.iterator in Object(value) || Symbol.asyncIterator in Object(value)),
);

/** Values in a list or a typed array; the called function checks the values themselves, row by row. */
export const series = simple('a list or a typed array', (value) => Array.isArray(value) || isTyped(value));

const isTyped = (value: unknown): boolean => ArrayBuffer.isView(value) && !(value instanceof DataView);

/** A built-in object such as `Uint8Array` or `Map`, recognised by its tag, so that one of another realm is accepted too. */
export const built = (tag: string): Kind => simple(BUILT_WORDS[tag] ?? `a ${tag}`, (value) => tagOf(value) === tag);

const BUILT_WORDS: Readonly<Record<string, string>> = {
  Uint8Array: 'bytes: a Uint8Array, such as a file read whole',
  Float64Array: 'a Float64Array',
  Int32Array: 'an Int32Array',
  Int8Array: 'an Int8Array',
};

/** A kind that accepts one of a few words. */
export function oneOf(...literals: Literal[]): Kind {
  const words = literals.map((literal) => JSON.stringify(literal));
  const shownWords = words.slice(0, WORDS_SHOWN).join(', ') + (words.length > WORDS_SHOWN ? ', ...' : '');
  const all = words.length <= 2 ? words.join(' or ') : `one of ${shownWords}`;
  const texts = literals.filter((literal) => typeof literal === 'string');
  return {
    words: () => all,
    literals: () => literals,
    fault(value) {
      if ((literals as readonly unknown[]).includes(value)) return null;
      const isMisspelt = typeof value === 'string' && texts.length > 0;
      return isMisspelt ? { ...wrong(value, all), remedy: didYouMean(value, texts) } : wrong(value, all);
    },
  };
}

/** A kind of a value that may be left out. */
export const maybe = (kind: Kind): Kind => ({
  ...kind,
  optional: true,
  fault: (value) => (value === undefined ? null : kind.fault(value)),
});

/** A list of one kind of value. */
export function list(element: Kind): Kind {
  const words = () => `a list of ${plural(element.words())}`;
  return {
    words,
    fault(value) {
      if (!Array.isArray(value)) return wrong(value, words());
      for (let i = 0; i < value.length; i++) {
        const fault = element.fault(value[i]);
        if (fault !== null) return within(`[${i}]`, fault);
      }
      return null;
    },
  };
}

/** Plural of a kind's words: `a number` becomes `numbers`; alternatives and lists of words are named one by one. */
function plural(words: string): string {
  if (/^(one of|a list|an object)|, or /.test(words)) return `values, each ${words}`;
  return words.replace(/^an? ([A-Za-z]+)/, '$1s');
}

/** Numbers in a list or a typed array. */
export const numbers: Kind = {
  words: () => 'numbers in a list or a typed array',
  fault(value) {
    if (isTyped(value)) return null;
    return Array.isArray(value) ? listOfNumbers.fault(value) : wrong(value, numbers.words());
  },
};
const listOfNumbers = list(number);

/** Values at fixed places. */
export function tuple(...elements: Kind[]): Kind {
  const words = () => `a list of ${elements.length}`;
  return {
    words,
    fault(value) {
      if (!Array.isArray(value)) return wrong(value, words());
      for (const [i, element] of elements.entries()) {
        const fault = element.fault(value[i]);
        if (fault !== null) return within(`[${i}]`, fault);
      }
      return null;
    },
  };
}

/** Values of one kind by names that the caller chooses. */
export function record(element: Kind): Kind {
  const words = () => `an object of ${plural(element.words())} by name`;
  return {
    words,
    fault(value) {
      if (!isRecord(value)) return wrong(value, words());
      for (const [name, one] of Object.entries(value)) {
        const fault = element.fault(one);
        if (fault !== null) return within(`.${name}`, fault);
      }
      return null;
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

interface ShapeRules {
  /** The kind in words, such as `a Group, as groupTally gives it`. */
  readonly words?: string;
  /** Whether other names than these are refused, as in options. */
  readonly exact?: boolean;
  /** Set for an object that holds long lists and never changes, so that it is checked once. */
  readonly once?: boolean;
}

/** An object with named fields. The fields come as a function, because types refer to each other. */
export function shape(fields: () => Fields, rules: ShapeRules = {}): Kind {
  const passed = rules.once === true ? new WeakSet<object>() : null;
  let known: [string, Kind][] | undefined;
  const entries = () => (known ??= Object.entries(fields()));
  const words = (): string => rules.words ?? `an object with ${listed(entries())}`;
  return {
    words,
    fields,
    fault(value) {
      if (!isRecord(value) && typeof value !== 'function') return wrong(value, words());
      if (passed?.has(value) === true) return null;
      const given = value as Record<string, unknown>;
      // A misspelt name is reported first: `favorable` says more than a missing `favourable`.
      const stray = rules.exact === true ? strayName(given, entries()) : null;
      if (stray !== null) return stray;
      for (const [name, kind] of entries()) {
        const fault = kind.fault(given[name]);
        if (fault !== null) return within(`.${name}`, fault);
      }
      passed?.add(value);
      return null;
    },
  };
}

function listed(entries: readonly (readonly [string, Kind])[]): string {
  const needed = entries.filter(([, kind]) => kind.optional !== true);
  return (needed.length === 0 ? entries : needed).map(([name]) => name).join(', ');
}

function strayName(given: Record<string, unknown>, entries: readonly (readonly [string, Kind])[]): Fault | null {
  const names = entries.map(([name]) => name);
  const stray = Object.keys(given).find((name) => !names.includes(name));
  return stray === undefined ? null : { path: '', is: `has no ${shown(stray)}`, remedy: didYouMean(stray, names) };
}

/** One of several kinds. Where a field tells the members apart, the fault of the member that was meant is reported. */
export function either(...kinds: Kind[]): Kind {
  const words = () => kinds.map((kind) => kind.words()).join(', or ');
  return {
    words,
    fault(value) {
      const faults: Fault[] = [];
      for (const kind of kinds) {
        const fault = kind.fault(value);
        if (fault === null) return null;
        faults.push(fault);
      }
      return closest(value, kinds, faults) ?? wrong(value, words());
    },
  };
}

/** The fault to report when no kind fits: for an object that of the member chosen by its tag, otherwise the one that lies deepest. */
function closest(value: unknown, kinds: readonly Kind[], faults: readonly Fault[]): Fault | null {
  if (typeof value === 'string') {
    const literals = kinds.flatMap((kind) => kind.literals?.() ?? []);
    return literals.some((literal) => typeof literal === 'string') ? oneOf(...literals).fault(value) : null;
  }
  const tag = isRecord(value) ? tagField(kinds) : null;
  if (tag !== null) {
    const meant = kinds.findIndex(
      (kind) => kind.fields?.()[tag]?.fault((value as Record<string, unknown>)[tag]) === null,
    );
    if (meant >= 0) return faults[meant]!;
    const literals = kinds.flatMap((kind) => kind.fields?.()[tag]?.literals?.() ?? []);
    const fault = oneOf(...literals).fault((value as Record<string, unknown>)[tag]);
    return fault === null ? null : within(`.${tag}`, fault);
  }
  return faults.find((fault) => fault.path !== '' || fault.is.startsWith('has no')) ?? null;
}

function tagField(kinds: readonly Kind[]): string | null {
  const shapes = kinds.flatMap((kind) => (kind.fields === undefined ? [] : [kind.fields()]));
  if (shapes.length < 2) return null;
  const names = Object.keys(shapes[0]!);
  const isWord = (kind: Kind | undefined) => (kind?.literals?.() ?? []).length > 0;
  return names.find((name) => shapes.every((fields) => isWord(fields[name]))) ?? null;
}

/** A kind that is built when it is first used, for types that refer to themselves or are defined further down. */
export const later = (kind: () => Kind): Kind => {
  let made: Kind | undefined;
  const known = (): Kind => (made ??= kind());
  return {
    words: () => known().words(),
    literals: () => known().literals?.() ?? [],
    fault: (value) => known().fault(value),
  };
};

/** A parameter with its name and kind. The last one may stand for all that follow. */
export type Parameter = readonly [name: string, kind: Kind];

function checkArguments(name: string, parameters: readonly Parameter[], given: readonly unknown[]): void {
  for (let i = 0; i < parameters.length; i++) {
    const [parameter, kind] = parameters[i]!;
    const fault = kind.fault(given[i]);
    if (fault === null) continue;
    const at = `${parameter}${fault.path}`;
    throw new TribuneError('INVALID_ARGUMENT', `${name}: ${at} ${fault.is}`, {
      remedy: fault.remedy,
      place: { name: at },
    });
  }
}

type AnyFunction = (...given: never[]) => unknown;

/**
 * Wraps a function so that it refuses wrong arguments by name before it runs.
 *
 * @throws TribuneError INVALID_ARGUMENT
 */
export function door<F extends AnyFunction>(name: string, inner: F, parameters: readonly Parameter[]): F {
  const opened = (...given: never[]): unknown => {
    checkArguments(name, parameters, given);
    return inner(...given);
  };
  return named(opened, name) as F;
}

/** As `door`, for a function that answers with a promise: wrong arguments reject it. */
export function doorLater<F extends AnyFunction>(name: string, inner: F, parameters: readonly Parameter[]): F {
  const opened = async (...given: never[]): Promise<unknown> => {
    checkArguments(name, parameters, given);
    return inner(...given);
  };
  return named(opened, name) as F;
}

/** As `door`, for a class: its constructor refuses wrong arguments; `instanceof` holds. */
export function doorClass<C extends abstract new (...given: never[]) => object>(
  name: string,
  inner: C,
  parameters: readonly Parameter[],
): C {
  return new Proxy(inner, {
    construct(target, given, caller) {
      checkArguments(name, parameters, given);
      return Reflect.construct(target, given, caller) as object;
    },
  });
}

const named = (opened: AnyFunction, name: string): AnyFunction =>
  Object.defineProperty(opened, 'name', { value: name });
