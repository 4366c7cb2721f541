/** Deepest JSON that is read. No document that a person hands in is deeper, and the limit bounds the work of reading one. */
const MAX_DEPTH = 64;
/** Letters of a key that a message shows. */
const SHOWN = 60;

/** JSON that two readers could read as two contents; the message is what is wrong with it, to stand after its name. */
export class AmbiguousJson extends Error {}

/**
 * Reads JSON that somebody wrote, as `JSON.parse` does. A key that stands twice in an object is refused, because readers differ in which of its
 * values they take, and the writer meant one of them.
 *
 * @throws SyntaxError for what is no JSON, `AmbiguousJson` for a key that stands twice and for nesting beyond 64 levels
 * @example parseStrict('{"A": 1, "A": 2}') // AmbiguousJson: has the key "A" twice
 */
export function parseStrict(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const repeated = ambiguity(text);
  if (repeated !== null) throw new AmbiguousJson(repeated);
  return value;
}

/** What `parseStrict` refused, to stand after the name of a file. */
export const jsonFault = (cause: unknown): string => (cause instanceof AmbiguousJson ? cause.message : 'is no JSON');

/** Describes what is ambiguous in a text that is known to be JSON; null when nothing is. */
function ambiguity(text: string): string | null {
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
      if (keysByDepth.at(-1)!.has(name)) return `has the key ${quoted(name)} twice`;
      keysByDepth.at(-1)!.add(name);
    }
  }
  return null;
}

const quoted = (name: string): string => JSON.stringify(name.length > SHOWN ? `${name.slice(0, SHOWN)}...` : name);

/** Index after the closing quote of a JSON string: the first quote with an even number of backslashes before it. */
function stringEnd(text: string, start: number): number {
  for (let quoteAt = text.indexOf('"', start + 1); ; quoteAt = text.indexOf('"', quoteAt + 1)) {
    let backslashes = 0;
    while (text[quoteAt - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quoteAt + 1;
  }
}
