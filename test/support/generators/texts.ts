import fc from 'fast-check';

/** References of people as senders really have them: short, UUIDs, letters outside ASCII, the longest that is taken. */
export const EDGE_REFERENCES: readonly string[] = [
  '7',
  'case-4711',
  '5f0c1d5e-8d0e-4a63-9f27-0a8f2f6c1b11',
  'kunde-größer-0001',
  'é',
  '山田太郎',
  'Straße "Nord" \\ 5',
  '👩‍👩‍👧‍👦',
  ' ',
  'x'.repeat(255),
  'ß'.repeat(256),
  '😀'.repeat(128),
  '😀'.repeat(256),
  `${'語'.repeat(255)}😀`,
];

/** Texts that programs trip over, every one of them whole Unicode without NUL. */
export const EDGE_TEXTS: readonly string[] = [
  ...EDGE_REFERENCES,
  '',
  '"',
  '\\',
  '\\u0041',
  '/',
  '\n',
  '\r\n',
  '\t',
  '\u0001',
  '\u001f',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\uffff',
  '\u{10000}',
  '\u{10ffff}',
  'e\u0301',
  'é',
  '\u200b',
  '\u202etxt',
  '<b>&amp;',
  "'; drop table x; --",
  '=1+1',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '0',
  '-0',
  '1e5',
  '9007199254740993',
];

/** Texts that no way in may take as they are: NUL, and halves of surrogate pairs. */
export const BROKEN_TEXTS: readonly string[] = ['\0', 'a\0b', '\ud800', '\udfff', '\udc00\ud800', 'a\ud83d', '\ude00b'];

const any = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ maxLength: 12, unit: 'grapheme' }),
  fc.string({ maxLength: 12, unit: 'binary' }),
);

/** Any text of whole characters without NUL: what every way in takes and gives back unchanged. */
export const wholeText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...EDGE_TEXTS),
  any.map((text) => text.replaceAll('\0', 'n')),
  fc.tuple(fc.constantFrom('a', 'é', '語', '😀'), fc.integer({ min: 1, max: 400 })).map(([unit, n]) => unit.repeat(n)),
);

/** Also NUL and lone surrogates, alone or inside a whole text. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: wholeText },
  { weight: 1, arbitrary: fc.constantFrom(...BROKEN_TEXTS) },
  {
    weight: 1,
    arbitrary: fc.tuple(wholeText, fc.constantFrom(...BROKEN_TEXTS), wholeText).map((parts) => parts.join('')),
  },
);

/** Whether a text is whole characters without NUL. Written apart from the code under test. */
export function isWhole(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
}

/** Names and references: 1 to 256 characters. */
export const reference: fc.Arbitrary<string> = fc.oneof(
  fc.uuid(),
  fc.constantFrom(...EDGE_REFERENCES),
  wholeText.filter((text) => text !== '' && [...text].length <= 256),
);

const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['/', '\\/'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** `\u` and four digits for each unit. */
function escaped(character: string, isUpper: boolean): string {
  return [...Array(character.length).keys()]
    .map((i) => character.charCodeAt(i).toString(16).padStart(4, '0'))
    .map((digits) => `\\u${isUpper ? digits.toUpperCase() : digits}`)
    .join('');
}

/** 0, 3: as it stands where JSON allows; 1, 4: `\u`; 2, 5: the short escape where there is one. */
function spellCharacter(character: string, choice: number): string {
  const mustEscape = character < ' ' || character === '"' || character === '\\' || !isWhole(character);
  const short = SHORT.get(character);
  if (choice % 3 === 1) return escaped(character, choice > 3);
  if (short !== undefined && (mustEscape || choice % 3 === 2)) return short;
  return mustEscape ? escaped(character, choice > 3) : character;
}

const spell = (text: string, choices: readonly number[]): string =>
  `"${[...text].map((character, i) => spellCharacter(character, choices[i % choices.length]!)).join('')}"`;

const choices = fc.oneof(fc.constant([0]), fc.array(fc.nat(5), { minLength: 1, maxLength: 8 }));

/** JSON string literals of a text: as it stands, or with any of its characters escaped in any way that JSON knows. */
export const spelling = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, choices).map(([one, how]) => spell(one, how));
