import { z } from 'zod';
import type { EventType } from '../../domain/log/events/index.js';
import type { Room, RoomParts } from './define/index.js';

/** The part of a room that the page uses; a room without entries has no section. */
type PageRoom = Pick<Room, 'title'> & Pick<RoomParts, 'events' | 'records'>;

const INTRODUCTION = `Every entry of a log has one of these types. An entry holds its type, its time and its id in the clear; the payload is sealed, and the entry
commits to it ([format](ledger-format.md)). \`main\` is the log of decisions and of what people do, \`reads\` says who read what of whom.
Types are only added. An event of another type, or with other members than these, is refused before it is sealed.`;

/** Makes the page of entry types (`docs/reference/entries.md`) from the declarations of the rooms. `notice` is printed under its title. */
export function entriesPage(rooms: readonly PageRoom[], notice: string): string {
  const sections = rooms.flatMap(({ title, events = [], records = [] }) => {
    if (events.length + records.length === 0) return [];
    const rows = [
      ...records.map(({ type, meaning }) => row(type, 'main', 'the record as received', meaning)),
      ...events.map(({ type, log, meaning, fields }) => row(type, log, membersOf(fields), meaning)),
    ];
    return [`## ${title}\n\n| type | log | payload | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`];
  });
  return `# Types of entries\n\n${notice}\n\n${INTRODUCTION}\n\n${sections.join('\n')}`;
}

const row = (type: string, log: string, payload: string, meaning: string): string =>
  `| \`${type}\` | ${log} | ${payload} | ${meaning} |`;

/** The part of JSON Schema that declarations of events need. */
interface Shape {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}

function membersOf(fields: EventType['fields']): string {
  const { properties = {}, required = [] } = z.toJSONSchema(fields, { io: 'input' }) as Shape;
  return Object.entries(properties)
    .map(([name, shape]) => `\`${name}\` ${wordFor(shape)}${required.includes(name) ? '' : ', may be absent'}`)
    .join('; ');
}

function wordFor({ type, enum: words, items, properties }: Shape): string {
  if (words !== undefined) return words.join(' or ');
  if (type === 'array') return `list of ${items === undefined ? 'anything' : wordFor(items)}`;
  if (type === 'object') return `{ ${Object.keys(properties ?? {}).join(', ')} }`;
  return type === undefined ? 'anything' : (WORDS[type] ?? type);
}

const WORDS: Readonly<Record<string, string>> = { string: 'text', boolean: 'true or false' };
