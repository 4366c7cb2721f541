import { encodeBase64, utf8 } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { element, type MarkupContent, printDocument } from '../../../core/markup/index.js';
import { PROGRAM } from './program.js';

/** What the page tells and checks. */
interface CheckedManifest {
  readonly subject: string;
  readonly asOf: { readonly log: string; readonly size: number; readonly root: string } | null;
  readonly key: string | null;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}li{overflow-wrap:anywhere}.fail{font-weight:700;color:#b3261e}input[type=text]{width:100%}@media(prefers-color-scheme:dark){.fail{color:#ff8a80}}';

const digestOf = (text: string): string => `'sha256-${encodeBase64(sha256(utf8(text)))}'`;

/** JSON inside a page: nothing in it can end the element. */
const inPage = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * The page of a bundle that checks it without a network and without this product: one file, whose own program is all that it may run.
 * Whoever opens it chooses the files of the bundle, or its folder.
 */
export function verifierPage({ subject, asOf, key, files }: CheckedManifest): string {
  const policy = `default-src 'none'; script-src ${digestOf(PROGRAM)}; style-src ${digestOf(STYLE)}; base-uri 'none'; form-action 'none'`;
  const log =
    asOf === null
      ? 'No log stands behind these files.'
      : `As of entry ${asOf.size} of the log ${asOf.log}, root ${asOf.root}.`;
  const p = (...content: MarkupContent[]) => element('p', {}, ...content);
  const field = { id: 'key', type: 'text', autocomplete: 'off', spellcheck: 'false', value: key ?? '' };
  return printDocument({
    language: 'en',
    head: [
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('title', {}, 'Check this evidence'),
      element('style', {}, STYLE),
    ],
    body: [
      element(
        'main',
        {},
        element('h1', {}, 'Check this evidence'),
        p(element('bdi', {}, subject), `. ${log}`),
        p('Choose the folder of the unpacked bundle. Everything is checked in this browser; nothing is sent anywhere.'),
        p(
          element('label', { for: 'files' }, 'Folder of the bundle'),
          ' ',
          element('input', { id: 'files', type: 'file', multiple: '', webkitdirectory: '' }),
        ),
        p(element('label', { for: 'key' }, 'Key of the log'), ' ', element('input', field)),
        p(
          'The key above came with the bundle. For a check that does not rest on whoever gave it to you, put in the key that you got elsewhere: from a letter, a regulator or a newspaper.',
        ),
        p(
          'Digests show that files are those of the manifest, which nobody signed; the key shows that the checkpoint and the receipts are of the log. Neither shows that a document says what the records of the log say: for that, ask for the same document again. This page came with the bundle too and cannot check itself: ',
          element('code', {}, 'tribune document verify'),
          ' checks without it.',
        ),
        element('ul', { id: 'results', 'aria-live': 'polite' }),
        element(
          'noscript',
          {},
          p(
            'This page checks with a script. Without scripts, hold the SHA-256 of each file against manifest.json, and use tribune verify for receipts.',
          ),
        ),
      ),
      element('script', { type: 'application/json', id: 'manifest' }, inPage({ files, asOf })),
      element('script', {}, PROGRAM),
    ],
  });
}
