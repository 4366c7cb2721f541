/** Most characters of one paragraph or cell. Registered texts and statements are shorter; a file from outside may hold anything. */
export const LONGEST_TEXT = 20_000;

/** Halves of a letter that has two, each alone: no encoding can hold them. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A text within the bound; a longer one says how long it was, so that nobody takes its beginning for the whole. */
export function cutText(text: string): string {
  const whole = text.length <= LONGEST_TEXT;
  const shown = (whole ? text : text.slice(0, LONGEST_TEXT)).replace(LONE_SURROGATE, '\ufffd');
  return whole ? shown : `${shown} ... (cut: it has ${text.length} characters)`;
}
