import { readDocument } from '../../../core/policy/read/index.js';
import { unreadableCard } from '../document/index.js';

const FENCE = /^---[ \t]*\r?\n/;
const END = /\r?\n---[ \t]*(?:\r?\n|$)/;

/** Most characters of YAML, for which its parser takes a tenth of a second; ours to choose, as cards of the Hub have some thousand. */
const MOST_YAML = 32_768;

/**
 * Front matter of lines `key: JSON`, which is YAML and read as JSON much faster; null for any other. Our own cards are written so, and hold each
 * figure of an audit.
 */
function jsonLines(yaml: string): object | null {
  const found = new Map<string, unknown>();
  for (const line of yaml.split(/\r?\n/)) {
    if (line === '') continue;
    const { key, json = '' } = /^(?<key>[A-Za-z][\w-]{0,60}): (?<json>["[{].*)$/.exec(line)?.groups ?? {};
    if (key === undefined || key === '__proto__' || found.has(key)) return null;
    try {
      found.set(key, JSON.parse(json));
    } catch {
      return null;
    }
  }
  return found.size === 0 ? null : Object.fromEntries(found);
}

/**
 * The front matter of a card of the Hub and the text behind it.
 *
 * @throws TribuneError INVALID for a card without front matter, or whose front matter is no YAML
 */
export function splitCard(text: string): { readonly matter: unknown; readonly body: string } {
  const given = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const begin = FENCE.exec(given);
  const rest = begin === null ? '' : given.slice(begin[0].length - 1);
  const end = END.exec(rest);
  if (begin === null || end === null)
    throw unreadableCard('the card has no front matter: it begins with a line --- and ends it with another', {
      remedy: 'Give the README.md of the model, as the Hub has it.',
    });
  const body = rest.slice(end.index + end[0].length);
  const yaml = rest.slice(0, end.index);
  const lines = jsonLines(yaml);
  if (lines !== null) return { matter: lines, body };
  if (yaml.length > MOST_YAML)
    throw unreadableCard(`the front matter has ${yaml.length} characters, more than ${MOST_YAML}`, {
      remedy: 'Leave out what is not about the model, or write each key and its value as JSON on a line of its own.',
    });
  const { document, mistakes } = readDocument(yaml, 'front matter');
  const wrong = mistakes.find(({ severity }) => severity === 'error');
  if (document === null || wrong !== undefined)
    throw unreadableCard(`the front matter, line ${wrong?.line ?? 1}: ${wrong?.message ?? 'not valid YAML'}`, {
      remedy: wrong?.remedy ?? 'Correct the YAML there.',
    });
  return { matter: document.value, body };
}
