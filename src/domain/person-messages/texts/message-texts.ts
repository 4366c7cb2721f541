import { messageDuties } from '../../../data/message-duties/index.js';
import { messageTexts } from '../../../data/message-texts/index.js';
import { holdsInPlaces } from '../../oversight/index.js';
import type { MessageKind } from '../model/index.js';

/** Words that are filled into a message. */
export const MESSAGE_FIELDS = [
  ...(['sender', 'address', 'contact', 'system', 'purpose', 'decidedOn', 'link', 'code', 'page', 'linkUntil'] as const),
  ...(['contestUntil', 'case', 'openedOn', 'answerBy', 'redress'] as const),
] as const;
export type MessageField = (typeof MESSAGE_FIELDS)[number];

/** What is known for a message; null or absent where it is not. */
export type MessageValues = Readonly<Partial<Record<MessageField, string | null>>>;

interface Line {
  readonly text: string;
  readonly ifKnown?: true;
}

/** A file of `src/data/message-texts`; a test holds each to the schema beside it. */
interface MessageTexts {
  readonly id: string;
  readonly version: string;
  readonly locale: string;
  readonly date: string;
  readonly messages: Readonly<Record<MessageKind, { readonly subject: string; readonly lines: readonly Line[] }>>;
}

/** A file of `src/data/message-duties`; a test holds each to the schema beside it. */
interface MessageDuties {
  readonly date: string;
  readonly duties: readonly {
    readonly id: string;
    readonly jurisdictions: readonly string[];
    readonly domains?: readonly string[];
    readonly message: MessageKind;
    readonly fields: readonly MessageField[];
  }[];
}

const newestFirst = (a: { readonly date: string }, b: { readonly date: string }): number =>
  b.date.localeCompare(a.date);
const TEXTS = (messageTexts as readonly MessageTexts[]).toSorted(newestFirst);
const { duties: DUTIES } = (messageDuties as readonly MessageDuties[]).toSorted(newestFirst)[0]!;

const textsIn = (language: string): MessageTexts =>
  TEXTS.find(({ locale }) => locale === language) ?? TEXTS.find(({ locale }) => locale === 'en')!;

/** Something that a message has to say and cannot. */
export interface Missing {
  readonly field: MessageField;
  /** The duty that asks for it; `texts` for a line that has to be said. */
  readonly duty: string;
}

const isKnown = (values: MessageValues, field: MessageField): boolean => (values[field] ?? '').trim() !== '';

const namesIn = (text: string): MessageField[] =>
  Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name as MessageField);

/** Which message it is, and of which decision. */
interface MessageOf {
  readonly kind: MessageKind;
  readonly language: string;
  readonly places: readonly string[];
  /** What is decided of; null where that is not known, and then every duty holds. */
  readonly domain: string | null;
}

/** What a message lacks: what a duty of its place asks for, and what its lines cannot be said without. */
export function missingIn({ kind, language, places, domain }: MessageOf, values: MessageValues): Missing[] {
  const asked = DUTIES.filter(
    ({ message, jurisdictions, domains }) =>
      message === kind &&
      holdsInPlaces(jurisdictions, places) &&
      (domain === null || domains === undefined || domains.includes(domain)),
  );
  const lines = textsIn(language).messages[kind].lines.filter(({ ifKnown }) => ifKnown !== true);
  const all = [
    ...asked.flatMap(({ id: duty, fields }) => fields.map((field) => ({ field, duty }))),
    ...lines.flatMap(({ text }) => namesIn(text).map((field) => ({ field, duty: 'texts' }))),
  ];
  return all.filter(
    ({ field }, at) => !isKnown(values, field) && all.findIndex((other) => other.field === field) === at,
  );
}

/** Writes a message of which nothing is missing. What is filled in stands on one line, so that nothing in it looks like a line of ours. */
export function writeMessage(
  kind: MessageKind,
  language: string,
  values: MessageValues,
): { readonly texts: string; readonly language: string; readonly subject: string; readonly text: string } {
  const { id, version, locale, messages } = textsIn(language);
  const { subject, lines } = messages[kind];
  const said = lines
    .filter(({ text }) => namesIn(text).every((field) => isKnown(values, field)))
    .map(({ text }) =>
      text.replace(/\{(\w+)\}/g, (_, name: MessageField) => values[name]!.replace(/\s+/g, ' ').trim()),
    );
  return { texts: `${id} ${version}`, language: locale, subject, text: `${said.join('\n\n')}\n` };
}
