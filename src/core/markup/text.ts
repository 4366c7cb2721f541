const REPLACEMENT = '\ufffd';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text that XML 1.0 can carry: control characters, lone surrogates and non-characters are replaced; line breaks and tabs stay. So are marks that turn
 * round what follows them (UAX 9: embeddings, overrides, isolates): by a name with one, the numbers of its sentence would be read backwards.
 */
export const cleanLines = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 section 2.2 forbids.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, REPLACEMENT)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, REPLACEMENT)
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, REPLACEMENT);

/**
 * Text that XML 1.0 can carry on one line: control characters, lone surrogates and non-characters are replaced, and line breaks become
 * spaces.
 */
export const cleanText = (text: string): string => cleanLines(text.replace(/[\t\n\r\u0085\u2028\u2029]+/g, ' '));

const escaped = (text: string): string => text.replace(/[&<>"']/g, (found) => ESCAPES[found] ?? '');

/** Text made safe for XML and HTML, in content and in quoted attributes; on one line. */
export const escapeText = (text: string): string => escaped(cleanText(text));

/** Text made safe for XML and HTML that keeps its lines, for preformatted text (`pre`). */
export const escapeLines = (text: string): string => escaped(cleanLines(text));

/** Characters that turn the direction of writing: right-to-left letters, marks and overrides. */
const TURNS_DIRECTION =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Whether a label must be isolated from the line it stands in. */
export const turnsDirection = (label: string): boolean => TURNS_DIRECTION.test(label);

/** U+200E LEFT-TO-RIGHT MARK, which nobody sees. */
const TO_RIGHT = '\u200e';

/**
 * A name as it stands in a sentence that is written to the right. One written from the right stands between two marks (UAX 9 section 2.6):
 * without them a number beside it would be drawn on its other side, as that of another name. Isolates would do the same, and are taken for
 * those of whoever chose the name.
 */
export const nameInText = (name: string): string => (turnsDirection(name) ? `${TO_RIGHT}${name}${TO_RIGHT}` : name);

/** A sentence whose names come from outside, each as `nameInText` has it, wherever it stands in the sentence. */
export function namesInText(sentence: string, names: readonly string[]): string {
  const turning = [...new Set(names)].filter((name) => name !== '' && turnsDirection(name));
  if (turning.length === 0) return sentence;
  // The longest first: of two names one may be the beginning of the other, and marks within a name turn its words round.
  const found = turning.toSorted((one, other) => other.length - one.length).map(literally);
  return sentence.replace(new RegExp(found.join('|'), 'g'), nameInText);
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
