import { MAX_DEPTH, MAX_RECORD_BYTES } from '../../src/domain/records/limits.js';

const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];
/** A text of JSON, and whether it is a key: a colon behind it. */
const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/gs;

export interface Judgement {
  /** Codes that a refusal may have; empty when the record must be taken. */
  readonly reasons: readonly string[];
  readonly value: unknown;
}

interface Census {
  keys: number;
  depth: number;
  forbidden: boolean;
  badText: boolean;
  infinite: boolean;
}

/** What a strict reader must say of a record, found by `JSON.parse` and by counting, in another way than the reader does it. */
export function judge(bytes: Uint8Array): Judgement {
  const reasons: string[] = [];
  if (bytes.length > MAX_RECORD_BYTES) reasons.push('RECORD_TOO_LARGE');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { reasons: [...reasons, 'RECORD_UTF8', 'RECORD_DEPTH', 'RECORD_JSON'], value: undefined };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reasons: [...reasons, 'RECORD_JSON', 'RECORD_DEPTH'], value: undefined };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { reasons: ['RECORD_JSON'], value };
  const census: Census = { keys: 0, depth: 0, forbidden: false, badText: false, infinite: false };
  look(value, 0, census);
  const written = [...text.matchAll(STRING)];
  const brackets = deepest(text);
  if (brackets > MAX_DEPTH) reasons.push('RECORD_DEPTH');
  if (written.filter(([, colon]) => colon !== undefined).length !== census.keys) {
    // What the repetition hides is refused for its own reason, or for being repeated.
    reasons.push('RECORD_KEY_REPEATED');
  }
  if (census.forbidden) reasons.push('RECORD_KEY_FORBIDDEN');
  if (census.badText) reasons.push('RECORD_TEXT');
  if (census.infinite || vanishes(text)) reasons.push('RECORD_FIELD_INVALID');
  return { reasons, value };
}

/** Whether a number is written that is not zero and that a double makes zero of. */
function vanishes(text: string): boolean {
  const numbers = text.replace(STRING, ' ').match(/-?\d[\d.eE+-]*/g) ?? [];
  return numbers.some((number) => JSON.parse(number) === 0 && /[1-9]/.test(number.replace(/e.*/i, '')));
}

function look(value: unknown, depth: number, census: Census): void {
  if (typeof value === 'string') census.badText ||= /\p{Surrogate}|\0/u.test(value);
  if (typeof value === 'number') census.infinite ||= !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return;
  census.depth = Math.max(census.depth, depth + 1);
  if (Array.isArray(value)) {
    for (const item of value) look(item, depth + 1, census);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    census.keys++;
    census.forbidden ||= FORBIDDEN.includes(key);
    look(key, depth + 1, census);
    look(inner, depth + 1, census);
  }
}

function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') most = Math.max(most, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return most;
}
