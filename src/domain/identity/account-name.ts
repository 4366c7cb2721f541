import { nameUnusable } from './errors.js';
import { MAX_ACCOUNT_NAME } from './limits.js';

/**
 * Characters that a name may have, after the IdentifierClass of PRECIS (RFC 8264, section 9): all printed ASCII, and letters, digits and
 * the marks on them. Symbols, spaces and controls of other blocks are left out, and with them characters that look like a blank (U+2800).
 */
const NAME = new RegExp(
  `^(?!\\p{M})(?:[!-~\\u00b7]|(?![\\p{Default_Ignorable_Code_Point}\\u{16fe4}])[\\p{L}\\p{Nd}\\p{Mn}\\p{Mc}]){1,${MAX_ACCOUNT_NAME}}$`,
  'u',
);

/** Scripts that may stand together in one word: UTS 39, section 5.1, Augmented Script Sets. */
const TOGETHER = ['Hani}\\p{scx=Hira}\\p{scx=Kana', 'Hani}\\p{scx=Hang', 'Hani}\\p{scx=Bopo'];
/** The recommended scripts (UAX 31, table 5), and scripts of limited use whose letters look like those of others. */
const SCRIPTS =
  'Arab Armn Beng Bopo Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hebr Hira Kana Khmr Knda Laoo Latn Mlym Mymr Orya Sinh Taml Telu Thaa Thai Tibt Cher Cans Copt Lisu Tfng Nkoo Adlm Osge Vaii'.split(
    ' ',
  );
const inScript = [...SCRIPTS, ...TOGETHER].map(
  (script) => new RegExp(`^[\\p{scx=${script}}\\p{scx=Zyyy}\\p{scx=Zinh}]*$`, 'u'),
);
const ofListed = new RegExp(`[${SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}]`, 'u');
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{Nd}]+/u;

/**
 * Whether a word has letters of one script only. A word wholly of a script that is not listed passes; mixed with letters of a listed script
 * it does not.
 */
const isOneScript = (word: string): boolean => !ofListed.test(word) || inScript.some((script) => script.test(word));

/**
 * Throws `INVALID` for the name of a new account that a reader could take for another name: one with invisible or blank-looking characters,
 * or with letters of several scripts in one word, such as a Cyrillic o among Latin letters. Two words may be of two scripts. Words wholly
 * of letters that look like those of another script are not told apart here.
 */
export function demandAccountName(name: string): void {
  if (!NAME.test(name)) {
    throw nameUnusable('the name of the account is not usable', {
      remedy: `Use 1 to ${MAX_ACCOUNT_NAME} letters, digits and characters of ASCII that are seen, without spaces.`,
    });
  }
  const mixed = name
    .normalize('NFC')
    .split(BETWEEN_WORDS)
    .find((word) => !isOneScript(word));
  if (mixed === undefined) return;
  throw nameUnusable(`the name of the account mixes letters of several scripts in "${mixed}"`, {
    remedy: 'Write each word of it in one script: letters that look alike make two names that look the same.',
  });
}
