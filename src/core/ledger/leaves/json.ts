import { ledgerError, quote } from '../base/fail.js';

/** Deepest JSON that is read. No document of a ledger is deeper, and the limit bounds the work of reading one. */
const MAX_DEPTH = 64;

/**
 * Reads an object from JSON text. A repeated key is refused, because two readers could otherwise see different contents in the same bytes.
 * Throws `LEDGER_INVALID`.
 */
export function readRecord(text: string, what: string, remedy: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw ledgerError(`${what} is not JSON`, remedy);
  }
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord) throw ledgerError(`${what} is not a JSON object`, remedy);
  const repeated = repeatedKey(text);
  if (repeated !== null) throw ledgerError(`${what} ${repeated}`, remedy);
  return value as Record<string, unknown>;
}

/** Describes what is wrong with the keys of a text that is known to be JSON; null when nothing is. */
function repeatedKey(text: string): string | null {
  const keysByDepth: (Set<string> | null)[] = [];
  let key = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === '"') {
      const end = stringEnd(text, at);
      key = text.slice(at, end);
      at = end - 1;
    } else if (letter === '{' || letter === '[') {
      keysByDepth.push(letter === '{' ? new Set() : null);
      if (keysByDepth.length > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH}`;
    } else if (letter === '}' || letter === ']') {
      keysByDepth.pop();
    } else if (letter === ':') {
      const name = JSON.parse(key) as string;
      if (keysByDepth.at(-1)!.has(name)) return `has the key ${quote(name)} twice`;
      keysByDepth.at(-1)!.add(name);
    }
  }
  return null;
}

/** Index after the closing quote of a JSON string: the first quote with an even number of backslashes before it. */
function stringEnd(text: string, start: number): number {
  for (let quoteAt = text.indexOf('"', start + 1); ; quoteAt = text.indexOf('"', quoteAt + 1)) {
    let backslashes = 0;
    while (text[quoteAt - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quoteAt + 1;
  }
}
