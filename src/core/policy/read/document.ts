import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import type { Finding, PathPart, PolicyMistake, Position } from './mistakes.js';

/**
 * Most characters of a policy file. The largest policies we know have 30,000; at this size the worst text we could make (commas only) takes
 * the YAML parser under 4 seconds.
 */
export const POLICY_SIZE_LIMIT = 262_144;
/** Deepest nesting of maps and lists. The schema needs 6. */
export const POLICY_DEPTH_LIMIT = 32;
/** Most values after aliases are followed, which ends a YAML bomb. */
export const POLICY_NODE_LIMIT = 20_000;
/** Most columns of indentation and of `- ? :` before the first word of a line, which YAML's block nesting cannot exceed. */
const INDENT_LIMIT = 200;
/** Most syntax mistakes that are shown; later ones are consequences of the first. */
const SYNTAX_MISTAKES_SHOWN = 5;

/** A YAML text as plain values, with the place of each of them. */
export interface PolicyDocument {
  readonly value: unknown;
  readonly locate: (finding: Finding) => PolicyMistake;
  /** The text of a scalar as in the file (`01`, not 1); null where there is no scalar. */
  readonly sourceText: (path: readonly PathPart[]) => string | null;
}

export type DocumentReading =
  | { readonly document: PolicyDocument; readonly mistakes: readonly PolicyMistake[] }
  | { readonly document: null; readonly mistakes: readonly PolicyMistake[] };

interface Place {
  readonly node: Node | null;
  readonly key: Node | null;
}

const keyOf = (path: readonly PathPart[]): string => JSON.stringify(path);

const refusal = (position: Position, message: string, remedy: string): DocumentReading => ({
  document: null,
  mistakes: [{ ...position, message, remedy, severity: 'error' }],
});

const START: Position = { line: 1, column: 1 };

/** Refuses a text that would exhaust the YAML parser, which recurses per level, before the parser sees it. */
function refuseHostile(text: string, called: string): DocumentReading | null {
  if (text.length > POLICY_SIZE_LIMIT)
    return refusal(
      START,
      `the ${called} has ${text.length} characters, more than ${POLICY_SIZE_LIMIT}`,
      'Split it into several policies.',
    );
  let depth = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const lead = /^[\s\-?:]*/.exec(line)![0].length;
    if (lead > INDENT_LIMIT) return tooDeep({ line: index + 1, column: 1 });
    for (let column = 0; column < line.length; column++) {
      const character = line[column];
      if (character === '[' || character === '{') depth += 1;
      else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
      if (depth > POLICY_DEPTH_LIMIT) return tooDeep({ line: index + 1, column: column + 1 });
    }
  }
  return null;
}

const tooDeep = (position: Position): DocumentReading =>
  refusal(position, `nested more than ${POLICY_DEPTH_LIMIT} levels deep`, 'It needs at most 6 levels: flatten it.');

class Refused extends Error {
  readonly node: Node | null;
  readonly remedy: string;
  constructor(message: string, remedy: string, node: Node | null) {
    super(message);
    this.node = node;
    this.remedy = remedy;
  }
}

interface Walk {
  readonly resolve: (node: Node) => Node | null;
  readonly places: Map<string, Place>;
  readonly duplicates: { readonly key: Node; readonly name: string }[];
  count: number;
}

/** Plain values of a node; aliases are followed, so their copies count against the limit. */
function plain(walk: Walk, given: Node | null, path: readonly PathPart[], key: Node | null): unknown {
  walk.count += 1;
  if (walk.count > POLICY_NODE_LIMIT)
    throw new Refused(
      `more than ${POLICY_NODE_LIMIT} values once aliases are followed`,
      'Write without aliases.',
      given,
    );
  if (path.length > POLICY_DEPTH_LIMIT) throw new Refused('nested too deeply', 'Flatten it; it needs 6 levels.', given);
  walk.places.set(keyOf(path), { node: given, key });
  const node = given && isAlias(given) ? walk.resolve(given) : given;
  if (isMap(node)) return plainMap(walk, node, path);
  if (isSeq(node)) return node.items.map((item, index) => plain(walk, item as Node | null, [...path, index], null));
  if (!isScalar(node)) return null;
  if (typeof node.value === 'string') refuseNul(node.value, given);
  return node.value;
}

/** Names of files and columns hold no NUL, and a program that reads one ends the text there. */
function refuseNul(text: string, node: Node | null): void {
  if (text.includes('\0')) throw new Refused('a text holds the character NUL', 'Write it without \\0.', node);
}

function plainMap(walk: Walk, node: Node, path: readonly PathPart[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  if (!isMap(node)) return result;
  for (const pair of node.items) {
    const key = pair.key as Node | null;
    const name = isScalar(key) ? keyName(key) : null;
    if (name === null) throw new Refused('a key must be plain text', 'Write the key as a word.', key ?? node);
    refuseNul(name, key);
    // An own property of this name would change the object's prototype in careless readers.
    if (name === '__proto__') throw new Refused('the key "__proto__" is not allowed', 'Choose another name.', key);
    if (Object.hasOwn(result, name)) walk.duplicates.push({ key: key!, name });
    result[name] = plain(walk, pair.value as Node | null, [...path, name], key);
  }
  return result;
}

/** The text of a key. Keys such as `1` or `true` count as text, because column names may look like that. */
function keyName(key: { readonly value: unknown; readonly source?: string }): string | null {
  if (typeof key.value === 'string') return key.value;
  if (typeof key.value === 'number' || typeof key.value === 'boolean') return key.source ?? String(key.value);
  return null;
}

/**
 * Reads YAML 1.2 into plain values and remembers where each stands. Syntax mistakes, bombs and duplicate keys are returned as mistakes.
 *
 * @param called what the file is, in messages
 */
export function readDocument(given: string, called = 'policy'): DocumentReading {
  const text = given.startsWith('\uFEFF') ? given.slice(1) : given;
  const hostile = refuseHostile(text, called);
  if (hostile) return hostile;
  const lines = new LineCounter();
  // uniqueKeys is quadratic in the library; the walk finds duplicates in one pass.
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, version: '1.2' });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntax = [...parsed.errors, ...parsed.warnings].slice(0, SYNTAX_MISTAKES_SHOWN).map(
    (error): PolicyMistake => ({
      ...positionAt(error.pos[0]),
      message: `not valid YAML: ${error.message}`,
      remedy: 'Check indentation, colons and quotes there.',
      severity: 'error',
    }),
  );
  if (syntax.length > 0) return { document: null, mistakes: syntax };
  const walk: Walk = {
    resolve: (node) => (isAlias(node) ? (node.resolve(parsed) ?? null) : null),
    places: new Map(),
    duplicates: [],
    count: 0,
  };
  const positionOf = (node: Node | null): Position => (node?.range ? positionAt(node.range[0]) : START);
  try {
    const value = plain(walk, parsed.contents as ParsedNode | null, [], null);
    const mistakes = walk.duplicates.map(
      ({ key, name }): PolicyMistake => ({
        ...positionOf(key),
        message: `the key "${name}" stands twice`,
        remedy: 'Keep one of the two.',
        severity: 'error',
      }),
    );
    return { document: makeDocument(value, walk.places, positionOf), mistakes };
  } catch (error) {
    if (error instanceof Refused) return refusal(positionOf(error.node), error.message, error.remedy);
    throw error;
  }
}

/**
 * The one-based line of a key in the text of a policy, or of the nearest key above it where there is none.
 *
 * @example lineInPolicy('tribune: policy/v1\nname: loans\n', ['name']) // 2
 */
export function lineInPolicy(text: string, path: readonly PathPart[]): number {
  const { document } = readDocument(text);
  return document?.locate({ path, at: 'key', message: '', remedy: '', severity: 'error' }).line ?? START.line;
}

function makeDocument(
  value: unknown,
  places: ReadonlyMap<string, Place>,
  positionOf: (node: Node | null) => Position,
): PolicyDocument {
  const nearest = (path: readonly PathPart[]): { place: Place | undefined; exact: boolean } => {
    for (let length = path.length; length >= 0; length--) {
      const place = places.get(keyOf(path.slice(0, length)));
      if (place) return { place, exact: length === path.length };
    }
    return { place: undefined, exact: false };
  };
  const locate = (finding: Finding): PolicyMistake => {
    const { place, exact } = nearest(finding.path);
    const useKey = place?.key && (finding.at === 'key' || !exact || place.node?.range === undefined);
    const position = positionOf(useKey ? place.key : (place?.node ?? null));
    const { message, remedy, severity } = finding;
    return {
      ...position,
      column: position.column + innerOffset(place?.node ?? null, finding),
      message,
      remedy,
      severity,
    };
  };
  const sourceText = (path: readonly PathPart[]): string | null => {
    const node = places.get(keyOf(path))?.node;
    if (!isScalar(node)) return null;
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  };
  return { value, locate, sourceText };
}

/** Column within a one-line text, one more when the text is quoted. Block texts are located as a whole. */
function innerOffset(node: Node | null, finding: Finding): number {
  if (finding.offset === undefined || !isScalar(node)) return 0;
  if (node.type === 'PLAIN') return finding.offset;
  return node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? finding.offset + 1 : 0;
}
