import type { FastifyInstance } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';

/** Half of a surrogate pair: no character, and nothing that UTF-8 can write. */
const HALF = /\p{Cs}/u;
const SHOWN_PATH = 200;

/** A text that no store gives back as it came, and its place. */
export interface BrokenText {
  /** Place of the text such as `systems.0.purpose`; empty for the value itself. */
  readonly path: string;
  readonly what: string;
}

/** Says why a text cannot be stored, or null: PostgreSQL takes no NUL, and UTF-8 has no halves of characters. */
const faultOf = (text: string): string | null => {
  if (text.includes('\0')) return 'holds the character NUL';
  return HALF.test(text) ? 'holds half of a character (a lone surrogate)' : null;
};

/**
 * The first broken text in a value of JSON, names of fields included; null where every text is whole. Iterative, as values may be deep.
 *
 * @example
 * brokenTextIn({ systems: [{ purpose: 'a\u0000b' }] }); // { path: 'systems.0.purpose', what: 'holds the character NUL' }
 */
export function brokenTextIn(root: unknown): BrokenText | null {
  const open: { value: unknown; path: string }[] = [{ value: root, path: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') {
      const what = faultOf(value);
      if (what !== null) return { path, what };
    }
    if (typeof value !== 'object' || value === null) continue;
    // Members are pushed in reverse, because the last one pushed is looked at first.
    for (const [key, inner] of Object.entries(value).reverse()) {
      const what = faultOf(key);
      if (what !== null) return { path, what: `has a field whose name ${what}` };
      open.push({ value: inner, path: `${path}${path === '' ? '' : '.'}${key}`.slice(0, SHOWN_PATH) });
    }
  }
  return null;
}

/** Throws `BODY_INVALID` for a broken text; the error names its place and never quotes it. */
export function demandWholeTexts(value: unknown, of = 'the body'): void {
  const broken = brokenTextIn(value);
  if (broken === null) return;
  throw new TribuneError('BODY_INVALID', `${broken.path === '' ? of : broken.path}: ${broken.what}`, {
    remedy: 'Send whole Unicode text without NUL.',
  });
}

/** Greatest number of characters that an error shows of a name. */
const SHOWN_NAME = 100;

/** Throws `BODY_INVALID` for a parameter of the query that is given more than once: which of its values is meant, nobody can tell. */
function demandOnce(query: Readonly<Record<string, unknown>>): void {
  const twice = Object.entries(query).find(([, value]) => Array.isArray(value));
  if (twice === undefined) return;
  throw new TribuneError('BODY_INVALID', `the query gives "${twice[0].slice(0, SHOWN_NAME)}" more than once`, {
    remedy: 'Give it once.',
  });
}

/**
 * Refuses such texts in addresses before any handler, in ids as in what stands behind the question mark, and parameters that are given
 * twice. The rest of a path (`*`) names a file of the ledger, and what names none is not there.
 */
export function refuseBrokenAddresses(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const { '*': _path, ...ids } = request.params as Record<string, string>;
    demandWholeTexts(ids, 'the address');
    demandWholeTexts(request.query, 'the address');
    demandOnce(request.query as Record<string, unknown>);
  });
}
