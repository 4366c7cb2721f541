import fc from 'fast-check';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Keys from a small pool, so that they repeat; some are written with escapes. */
const KEYS = [
  '"a"',
  '"b"',
  '"\\u0061"',
  '"__proto__"',
  '"constructor"',
  '"attributes"',
  '"\\u0000"',
  '""',
  '"é"',
  '"id"',
];
const LITERALS = ['true', 'false', 'null', 'nul', 'NaN', 'Infinity', "'a'", 'undefined', ''];
const NUMBERS = ['0', '-0', '1', '0.5', '1e5', '1E-7', '1e400', '-1e999', '01', '1.', '.5', '-', '+1', '1e', '0x1'];
const PIECES = [
  'a',
  'é',
  '\u{1f600}',
  '\\n',
  '\\"',
  '\\\\',
  '\\u0000',
  '\\ud800',
  '\\udc00',
  '\\ud83d\\ude00',
  '\\x',
  '\\u12',
  '\u0000',
  '\t',
];
const SPACES = ['', '', '', ' ', '\n', '\t\r ', '\u00a0'];

const string = fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((pieces) => `"${pieces.join('')}"`);
const number = fc.oneof(fc.constantFrom(...NUMBERS), fc.double().map(String), fc.bigInt().map(String));
const space = fc.constantFrom(...SPACES);
const spaced = (token: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(space, token, space).map((parts) => parts.join(''));

/** Texts that are JSON, nearly JSON, or JSON that programs read in two ways. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthIdentifier: 'json' },
    spaced(string),
    spaced(number),
    fc.constantFrom(...LITERALS),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(spaced(fc.constantFrom(...KEYS)), tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([key, value]) => `${key}:${value}`).join(',')}}`),
})).object;

/** Nested deeper than records may be, and balanced. */
export const deepText: fc.Arbitrary<string> = fc
  .tuple(fc.nat(24), fc.constantFrom('{"a":', '['))
  .map(([depth, open]) => `{"a":${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}}`);

const edit = fc.tuple(
  fc.nat(),
  fc.nat(6),
  fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.constantFrom(utf8('"'), utf8('}'), utf8('\\'))),
);

/** A few spans of the bytes replaced, removed or doubled: reaches deeper than noise. */
export const damaged = (good: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(good, fc.array(edit, { maxLength: 3 })).map(([bytes, edits]) => {
    let now = bytes;
    for (const [place, length, put] of edits) {
      const at = place % (now.length + 1);
      now = new Uint8Array([...now.subarray(0, at), ...put, ...now.subarray(at + length)]);
    }
    return now;
  });

export const bytesOf = (text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> => text.map(utf8);
