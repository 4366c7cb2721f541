import { TribuneError } from '../../core/base/errors.js';
import { didYouMean } from '../../core/base/suggest.js';
import type { Setting } from './define-setting.js';

/** A setting in a document, with its value there. */
export interface WantedSetting {
  readonly setting: Setting;
  readonly document: unknown;
}

type Mapping = Readonly<Record<string, unknown>>;

/**
 * The settings in a document for `tribune admin apply`, and the rest of the document. Throws `REGISTRY_INVALID` for an unknown word where
 * only names of settings are allowed, such as below `ledger:`, and for a value that a setting refuses.
 */
export function settingsOf(
  document: Mapping,
  declared: readonly Setting[],
): { readonly wanted: readonly WantedSetting[]; readonly rest: Mapping } {
  const sections = new Set(declared.map(({ name }) => name.split('.')[0]!));
  const entries = Object.entries(document);
  const wanted = declared.flatMap((setting): WantedSetting[] => {
    const found = valueAt(document, setting.name.split('.'));
    if (found === undefined) return [];
    setting.parse(found);
    return [{ setting, document: found }];
  });
  for (const [key, value] of entries) if (sections.has(key) && value !== undefined) demandKnown(key, value, declared);
  return { wanted, rest: Object.fromEntries(entries.filter(([key]) => !sections.has(key))) };
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  let at = document;
  for (const word of path) at = isMapping(at) && Object.hasOwn(at, word) ? at[word] : undefined;
  return at;
}

/** Refuses anything but names of settings below a section that is no setting itself. */
function demandKnown(section: string, value: unknown, declared: readonly Setting[]): void {
  if (declared.some(({ name }) => name === section)) return;
  const below = declared.filter(({ name }) => name.startsWith(`${section}.`));
  const known = [...new Set(below.map(({ name }) => name.slice(section.length + 1).split('.')[0]!))];
  const guide = `See ${below[0]!.guide}.`;
  if (!isMapping(value))
    throw new TribuneError('REGISTRY_INVALID', `\`${section}\` is no mapping`, {
      remedy: `Write below it: ${known.join(', ')}. ${guide}`,
    });
  for (const [word, inner] of Object.entries(value)) {
    if (!known.includes(word)) {
      throw new TribuneError('REGISTRY_INVALID', `\`${section}\` has no setting \`${word}\``, {
        remedy: `${didYouMean(word, known)} ${guide}`,
      });
    }
    demandKnown(`${section}.${word}`, inner, declared);
  }
}

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
