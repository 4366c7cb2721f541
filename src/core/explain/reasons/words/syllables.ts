/** Number of syllables of an English word: groups of vowels, without a silent final e or -ed. A number counts as one. */
export function countSyllables(word: string): number {
  const plain = word.toLowerCase().replace(/[^a-z]/g, '');
  if (plain.length <= 3) return 1;
  const spoken = plain.replace(/(?:[^laeiouy]es|[^dt]ed|[^laeiouy]e)$/, '').replace(/^y/, '');
  return Math.max(1, spoken.match(/[aeiouy]{1,2}/g)?.length ?? 1);
}

const count = (word: string, pattern: RegExp): number => Math.max(1, word.match(pattern)?.length ?? 1);

/** German: diphthongs and doubled vowels are one syllable, other vowels beside each other are two (`Auto-bahn`, `The-ater`). */
export const germanSyllables = (word: string): number =>
  count(word.toLowerCase().replace(/qu/g, 'q'), /[aeä]u|[ea][iy]|ie|aa|ee|oo|[aeiouyäöü]/g);

/** French: groups of vowels; a final e or es behind a consonant is silent. A final ent is counted: it sounds in nouns and not in verbs. */
export function frenchSyllables(word: string): number {
  const plain = word
    .toLowerCase()
    .replace(/^[cdjlmnstq]u?['’]/, '')
    .replace(/([gq])u(?=[eéèêiï])/g, '$1');
  const spoken = plain.length > 3 ? plain.replace(/([^aeiouyàâéèêëîïôùûü])es?$/, '$1') : plain;
  return count(
    spoken,
    /eau|[aàâ]i|[aàâ]u|[eéèê]u|œu|ei|o[uùûîi]|[iuy](?=[aàâeéèêoôu])[aàâeéèêoôu]?|[aàâeéèêëiîïoôuùûüyœ]/g,
  );
}

/** Spanish: two strong vowels are two syllables, a weak one joins the other unless it carries an accent (`pa-ís`, `cuen-ta`). */
export const spanishSyllables = (word: string): number =>
  count(
    word
      .toLowerCase()
      .replace(/([gq])u(?=[eéií])/g, '$1')
      .replace(/y$/, 'i'),
    /[iuü]?[aeoáéó][iuü]?|[íú]|[iuü]{1,2}/g,
  );
