import { encodeHex, utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';

/** How soon people must know: `page` at once, `ticket` in working hours, `digest` with the next summary. */
export const SEVERITIES = ['page', 'ticket', 'digest'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Names with values by which alerts are matched and grouped. Values come from names that people gave, never from persons decided about. */
export type Labels = Readonly<Record<string, string>>;

/** What a message says of an alert. */
export interface AlertContent {
  /** One sentence without numbers by which a person of a small group could be seen. */
  readonly summary: string;
  /** Further lines, with numbers. */
  readonly lines: readonly string[];
  /** The same for programs. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What to do, the first first. */
  readonly actions: readonly string[];
}

/** That something is wrong, or no longer wrong, as a source tells it. */
export interface Signal {
  /** Name of the source, as it declared itself. */
  readonly source: string;
  /** What it is about: the same for the fire and its end. */
  readonly key: string;
  /** `resolved`: shown to be over; `ended`: no longer watched, which shows nothing. */
  readonly state: 'firing' | 'resolved' | 'ended';
  readonly severity: Severity;
  readonly atMs: number;
  readonly labels: Labels;
  /** Name under which other alerts call this one their cause. */
  readonly topic: string;
  /** Topics that, while they fire, explain this alert: it is held back. */
  readonly causes: readonly string[];
  readonly content: AlertContent;
}

/** Bounds of a signal, in characters and counts: what comes in must fit into messages and rows. */
export const SIGNAL_LIMITS = {
  labels: 20,
  labelName: 64,
  /** Room for a name of 256 characters, each of two units of UTF-16: by a name that was cut nobody finds what it names. */
  labelValue: 512,
  topic: 700,
  causes: 50,
  summary: 1000,
  lines: 40,
  line: 1000,
  actions: 12,
  factsBytes: 16_384,
} as const;

/** A source of alerts: a room that raises them declares itself by one. */
export interface AlertSource {
  readonly name: string;
  readonly meaning: string;
}

const NAME = /^[a-z][a-z0-9-]{0,40}$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Declares a source of alerts.
 *
 * @example
 * export const stopSource = defineAlertSource('stops', 'Switches that stopped something.');
 * await tx.alerts.raise([signalOf(stopSource, { key: 'lending/prod', state: 'firing', ... })]);
 */
export function defineAlertSource(name: string, meaning: string): AlertSource {
  if (!NAME.test(name))
    throw new TribuneError('INTERNAL', `"${name}" cannot be the name of a source of alerts`, {
      remedy: 'Report this.',
    });
  return { name, meaning };
}

/** The key of a signal, from what its source calls it. */
export const signalKey = ({ name }: Pick<AlertSource, 'name'>, key: string): string => `${name}:${hashOf(key)}`;

/** Makes a signal of a source; its key is hashed, as names may be long, and everything is cut to what rows and messages hold. */
export function signalOf({ name }: AlertSource, told: Omit<Signal, 'source'>): Signal {
  const of = SIGNAL_LIMITS;
  const labels = Object.entries({ source: name, severity: told.severity, ...told.labels })
    .filter(([label, value]) => LABEL.test(label) && label.length <= of.labelName && value !== '')
    .slice(0, of.labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => [label, cut(value, of.labelValue)] as const);
  const { summary, lines, facts, actions } = told.content;
  const tooLong = JSON.stringify(facts).length > of.factsBytes;
  return {
    ...told,
    source: name,
    key: signalKey({ name }, told.key),
    topic: cut(told.topic, of.topic),
    causes: told.causes.slice(0, of.causes).map((cause) => cut(cause, of.topic)),
    labels: Object.fromEntries(labels),
    content: {
      summary: cut(summary, of.summary),
      lines: lines.slice(0, of.lines).map((line) => cut(line, of.line)),
      facts: tooLong ? { leftOut: `facts of more than ${of.factsBytes} characters` } : facts,
      actions: actions.slice(0, of.actions).map((line) => cut(line, of.line)),
    },
  };
}

/** Cuts a text between characters, and shows that it was cut. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** A hash that stands for a text in keys, 128 bits in hexadecimal. */
export const hashOf = (text: string): string => encodeHex(sha256(utf8(text))).slice(0, 32);
