import type { Reader } from '../../../domain/decisions/api/index.js';
import type { Call, Header } from './route.js';

const MAX_PURPOSE = 200;

/** The reader of a request and their purpose, which comes in a header and goes to the log of reads. */
export function readerOf({ request, actor }: Pick<Call, 'request' | 'actor'>): Reader {
  const purpose = request.headers['tribune-purpose'];
  return { actor, purpose: typeof purpose === 'string' ? purpose.slice(0, MAX_PURPOSE) : '' };
}

export const purposeHeader: readonly Header[] = [
  { name: 'tribune-purpose', description: 'Why the payload is read; goes to the log of reads.' },
];

/** Content type of records, which are printed with their numbers as they came. */
export const JSON_TYPE = 'application/json; charset=utf-8';
