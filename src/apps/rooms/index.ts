import { decisionEvents, recordEntries } from '../../domain/decisions/index.js';
import { identityEvents } from '../../domain/identity/index.js';
import { type EventType, ledgerEvents } from '../../domain/log/events/index.js';
import { registryEvents } from '../../domain/registry/index.js';

export { entriesPage } from './entries-page.js';

/** What a room of the domain brings to the service. */
export interface Room {
  /** Title of its section in the pages made from the declarations. */
  readonly title: string;
  readonly events: readonly EventType[];
  /** Entries that come in batches of records and not as events. */
  readonly records?: readonly { readonly type: string; readonly meaning: string }[];
}

/** The rooms of the domain that bring something: the only list that names them all. */
export const ROOMS: readonly Room[] = [
  { title: 'Decisions and the people they are about', events: decisionEvents, records: recordEntries },
  { title: 'Systems, models, versions, deployments', events: registryEvents },
  { title: 'Accounts, keys, settings', events: identityEvents },
  { title: 'The logs themselves', events: ledgerEvents },
];
