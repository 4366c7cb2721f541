import { SaxesParser } from 'saxes';
import { invalidModel } from '../../decode/limits.js';
import type { ReadBudget } from '../../decode/read-budget.js';

/** An element with the children that are kept. */
export class Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[] = [];
  /** What it became, after which its children are let go. */
  became?: unknown;
  readonly #file: string;
  readonly #line: number;

  constructor(
    name: string,
    attributes: Readonly<Record<string, string>>,
    at: { readonly file: string; readonly line: number },
  ) {
    this.name = name;
    this.attributes = attributes;
    this.#file = at.file;
    this.#line = at.line;
  }

  /** The file and the line, for messages. */
  get where(): string {
    return `${this.#file}, line ${this.#line}`;
  }
}

/** Deepest nesting: a tree is as many elements deep as it has levels. */
const MAX_DEPTH = 4200;
/** Memory of an element without its texts, and of an attribute, in bytes. */
const [ELEMENT_COST, ATTRIBUTE_COST] = [300, 60];
/** Most attributes of an element; PMML has none of more than twenty. */
const MAX_ATTRIBUTES = 200;
/** Elements whose text is data. */
const TEXTS: ReadonlySet<string> = new Set(['Array', 'Constant']);
/** Bytes that are decoded at once. */
const PIECE_BYTES = 1 << 20;

/** Elements whose content tells people something and changes no score. */
const REMARKS: ReadonlySet<string> = new Set([
  ...['Header', 'Extension', 'MiningBuildTask', 'ModelStats', 'ModelExplanation', 'ModelVerification', 'Annotation'],
  ...['Timestamp', 'Application'],
]);

/**
 * Reads XML as elements. A large part is let go as soon as it is read: `became` turns an element that has ended into what is kept of it. Declared types
 * and entities are refused, because they make a small file into a large one.
 *
 * @throws TribuneError MODEL_INVALID with the line
 */
export function readElements(
  bytes: Uint8Array,
  budget: ReadBudget,
  ended: (element: Element, path: readonly Element[]) => void,
): Element {
  const { where } = budget;
  const parser = new SaxesParser({ position: true });
  const path: Element[] = [];
  const before: number[] = [];
  let root: Element | undefined;
  let remarks = 0;
  const place = (): string => `${where}, line ${parser.line}`;
  parser.on('error', (error) => {
    throw invalidModel(place(), `is no XML (${error.message.replace(/^[\d:]+ /, '').slice(0, 200)})`);
  });
  parser.on('doctype', () => {
    throw invalidModel(place(), 'declares a document type, which is not read', 'Remove the DOCTYPE; PMML needs none.');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding))
      throw invalidModel(place(), `is written in ${encoding.slice(0, 30)}`, 'Save the file in UTF-8.');
  });
  // What an element had before it began: its attributes are charged one by one, before the reader has gathered millions of them.
  let [atStart, attributesHere] = [0, 0];
  const charge = (bytes: number): void => {
    budget.left -= bytes;
    if (budget.left < 0) throw invalidModel(place(), 'takes more memory than an honest file of its size');
  };
  parser.on('opentagstart', () => {
    if (path.length + remarks >= MAX_DEPTH) throw invalidModel(place(), `is nested more than ${MAX_DEPTH} deep`);
    atStart = budget.left;
    attributesHere = 0;
    charge(ELEMENT_COST);
  });
  parser.on('attribute', ({ name, value }) => {
    attributesHere += 1;
    if (attributesHere > MAX_ATTRIBUTES)
      throw invalidModel(place(), `has an element of more than ${MAX_ATTRIBUTES} attributes`);
    charge(ATTRIBUTE_COST + 2 * (name.length + value.length));
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (remarks > 0 || REMARKS.has(name)) {
      remarks += 1;
      budget.left = atStart;
      return;
    }
    before.push(atStart);
    const element = new Element(name, attributes as Record<string, string>, { file: where, line: parser.line });
    path.at(-1)?.children.push(element);
    path.push(element);
  });
  parser.on('closetag', () => {
    if (remarks > 0) {
      remarks -= 1;
      return;
    }
    const element = path.pop()!;
    ended(element, path);
    const left = before.pop()!;
    if (element.became !== undefined) {
      element.children.length = 0;
      budget.left = left - ELEMENT_COST;
    }
    if (path.length === 0) root = element;
  });
  const onText = (text: string): void => {
    if (remarks === 0 && text.trim() !== '' && !TEXTS.has(path.at(-1)?.name ?? ''))
      throw invalidModel(place(), `has text in <${path.at(-1)?.name}>, which PMML has not`);
    if (remarks === 0 && TEXTS.has(path.at(-1)?.name ?? '')) {
      const array = path.at(-1) as { became?: unknown };
      array.became = `${(array.became as string | undefined) ?? ''}${text}`;
      charge(2 * text.length);
    }
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let from = 0; from < bytes.length; from += PIECE_BYTES)
      parser.write(decoder.decode(bytes.subarray(from, from + PIECE_BYTES), { stream: true }));
    parser.write(decoder.decode()).close();
  } catch (cause) {
    if (cause instanceof TypeError && /encoded|decode/i.test(cause.message))
      throw invalidModel(where, 'is no UTF-8', 'Save the file in UTF-8.');
    throw cause;
  }
  if (root === undefined) throw invalidModel(where, 'has no element');
  return root;
}

/** The children of a name. */
export const childrenOf = ({ children }: Element, name: string): Element[] =>
  children.filter((one) => one.name === name);

/** The only child of a name; undefined for none. Throws MODEL_INVALID for several. */
export function childOf(element: Element, name: string): Element | undefined {
  const [first, second] = childrenOf(element, name);
  if (second !== undefined) throw invalidModel(second.where, `is a second <${name}> in <${element.name}>`);
  return first;
}

/** Refuses children of other names. */
export function demandChildren(element: Element, known: ReadonlySet<string>): void {
  const other = element.children.find(({ name }) => !known.has(name));
  if (other !== undefined)
    throw invalidModel(other.where, `<${element.name}> has <${other.name}>, which is not read`, SERVE);
}

/** Refuses attributes of other names, and those of a known name with another value than the ones listed. */
export function demandAttributes(element: Element, known: Readonly<Record<string, readonly string[] | null>>): void {
  for (const [name, value] of Object.entries(element.attributes)) {
    // Names of namespaces, and what vendors say in theirs.
    if (/^(xmlns|x-)/.test(name) || name.includes(':')) continue;
    const values = Object.hasOwn(known, name) ? known[name] : undefined;
    if (values === undefined)
      throw invalidModel(
        element.where,
        `<${element.name}> has ${name}="${value.slice(0, 60)}", which is not read`,
        SERVE,
      );
    if (values !== null && !values.includes(value))
      throw invalidModel(
        element.where,
        `<${element.name}> has ${name}="${value.slice(0, 60)}"; read are ${values.join(', ')}`,
        SERVE,
      );
  }
}

export const SERVE =
  'Export the model from its own library (ONNX, XGBoost JSON, LightGBM text), or serve it (Openscoring) and name its address.';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A number of an attribute. */
export function numberOf(element: Element, name: string, whenAbsent?: number): number {
  const text = element.attributes[name];
  if (text === undefined && whenAbsent !== undefined) return whenAbsent;
  return textNumber(text ?? '', element, name);
}

/** A number that stands as text. */
export function textNumber(text: string, element: Element, name = 'text'): number {
  const value = Number(text);
  if (NUMBER.test(text.trim()) && Number.isFinite(value)) return value;
  throw invalidModel(element.where, `<${element.name}> has ${name}="${text.slice(0, 60)}", which is no number`);
}

/** An attribute that must be there. */
export function textOf(element: Element, name: string): string {
  const text = element.attributes[name];
  if (text === undefined) throw invalidModel(element.where, `<${element.name}> has no ${name}`);
  return text;
}

/** The entries of an `<Array>`: separated by blanks, in quotes where they hold any. */
export function arrayOf(element: Element): string[] {
  const array = childOf(element, 'Array');
  if (array === undefined) throw invalidModel(element.where, `<${element.name}> has no <Array>`);
  const text = (array.became as string | undefined) ?? '';
  return Array.from(text.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g), ([, quoted, plain]) =>
    quoted === undefined ? plain! : quoted.replaceAll(/\\(.)/g, '$1'),
  );
}
