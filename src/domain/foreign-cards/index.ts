/** Cards of models of other programs: what they say, and what of them is not understood. Pure; what they say is never trusted. */

import type { ForeignCard, ReadCard } from './document/index.js';
import { MOST_CHARACTERS, Understood, unreadableCard } from './document/index.js';
import { cycloneDxCard, huggingFaceCard, mlflowCard, splitCard } from './formats/index.js';

export type { ForeignCard, ReadCard } from './document/index.js';
export { LONGEST_NAME, MOST_CHARACTERS, MOST_UNKNOWN, unreadableCard } from './document/index.js';

/** Formats of cards of other programs. */
export const CARD_FORMATS = ['mlflow', 'huggingface', 'cyclonedx'] as const;
export type CardFormat = (typeof CARD_FORMATS)[number];

/**
 * Reads what is understood of a card of another program; what is not is told by its place.
 *
 * @param text the document as it came: JSON of MLflow or CycloneDX, or the README.md of a model of the Hugging Face Hub
 * @throws TribuneError INVALID (`import.unreadable`) for a text of another format, or beyond the bounds
 * @example
 * readCard('huggingface', '---\nlicense: mit\n---\n# A model\n').said.licences; // ['mit']
 */
export function readCard(format: CardFormat, text: string): ReadCard {
  if (text.length > MOST_CHARACTERS)
    throw unreadableCard(`the document has ${text.length} characters, more than ${MOST_CHARACTERS}`, {
      remedy: 'Leave out what is not about the model.',
    });
  // The database, which has no such characters, would refuse them later.
  if (!isText(JSON.stringify(text))) throw unreadableCard('the document is no text', IS_NO_TEXT);
  if (format === 'huggingface') {
    const { matter, body } = splitCard(text);
    const read = understood(matter);
    return made(read, huggingFaceCard(read, body));
  }
  const read = understood(parse(text));
  return made(read, format === 'mlflow' ? mlflowCard(read) : cycloneDxCard(read));
}

const IS_NO_TEXT = { remedy: 'Give text in UTF-8 without the character NUL.' };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadableCard('the document is no JSON', { remedy: 'Give the document in its JSON form.', cause });
  }
}

function understood(document: unknown): Understood {
  // How deep it is comes first: what writes it as text again calls itself for each level.
  const read = new Understood(document);
  // An escape may hold what the text itself does not.
  if (!isText(JSON.stringify(document))) throw unreadableCard('the document is no text', IS_NO_TEXT);
  return read;
}

/** Well-formed JSON writes NUL and halves of characters as escapes. */
const isText = (json: string): boolean => !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(json);

function made(read: Understood, said: ForeignCard): ReadCard {
  const { unknown, more } = read.rest();
  return { said, unknown, cut: { unknown: more, ...read.cut } };
}
