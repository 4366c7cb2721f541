import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { INCIDENT_LIMITS, type Incident, type TimelineItem } from '../model/index.js';

/** Digest of a value by its canonical JSON (RFC 8785). */
export const digestOf = (value: unknown): string =>
  digestText(sha256(utf8(canonicalJson(JSON.parse(JSON.stringify(value))))));

/** What is told in the next item of a timeline. */
export type Told = Pick<TimelineItem, 'atMs' | 'kind' | 'by' | 'what'> & { readonly text?: string };

/** An incident with its next items. */
export interface WithItems {
  readonly incident: Incident;
  readonly items: readonly TimelineItem[];
}

/** Adds an item that a person's act makes; beyond the bound the act is refused. */
export function withItem(incident: Incident, told: Told): WithItems {
  if (incident.nItems >= INCIDENT_LIMITS.items)
    throw new TribuneError('CONFLICT', `the incident has ${INCIDENT_LIMITS.items} items, which is the most`, {
      remedy: 'Close it and open another one that is linked to it.',
    });
  const number = incident.nItems + 1;
  return { incident: { ...incident, nItems: number }, items: [itemOf(incident, number, told)] };
}

/** Adds items that come by themselves; they leave room for those of persons, and what has none is counted. */
export function withNoted(incident: Incident, noted: readonly Told[]): WithItems {
  const room = Math.max(0, INCIDENT_LIMITS.items / 2 - incident.nItems);
  const taken = noted.slice(0, room);
  const items = taken.map((told, at) => itemOf(incident, incident.nItems + at + 1, told));
  const leftOut = incident.leftOut + noted.length - taken.length;
  return { incident: { ...incident, nItems: incident.nItems + items.length, leftOut }, items };
}

function itemOf({ id }: Incident, number: number, { text = '', ...told }: Told): TimelineItem {
  const item = { incident: id, number, ...told, text };
  return { ...item, digest: digestOf(item) };
}
