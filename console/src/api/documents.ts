import { queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';

import { call } from './call.js';
import { nullWhere } from './queries.js';
import type { RecordDocument } from './record-document.js';

// Records are read until two readings agree, and audits with an entry in the log of reads: what was made is shown for a while.
const STALE_MS = 60_000;

export type DocumentStates = wire.DocumentStates;
export type DocumentState = DocumentStates['documents'][number];

export type View = RecordDocument['view'];

export interface AskedDocument {
  readonly kind: string;
  readonly subject: string;
  readonly view: View;
}

/** Kinds of documents with their formats, and the fields that people answer; null for whoever may not make documents. */
export const documentKindsQuery = queryOptions({
  queryKey: ['documents', 'kinds'],
  queryFn: ({ signal }) => call('GET /v1/documents', { signal }).catch(nullWhere(403)),
  staleTime: 10 * STALE_MS,
});

/** How every document about something registered stands; null for whoever may not see it. */
export const documentStatesQuery = (subject: string) =>
  queryOptions({
    queryKey: ['documents', 'states', subject],
    queryFn: ({ signal }) => call('GET /v1/documents/states', { query: { subject }, signal }).catch(nullWhere(403)),
    staleTime: STALE_MS,
  });

/** A document as data. While another view is asked for nothing is shown: the internal one is not for whoever chose the public one. */
export const documentQuery = ({ kind, subject, view }: AskedDocument) =>
  queryOptions({
    queryKey: ['documents', 'one', kind, subject, view],
    queryFn: async ({ signal }) =>
      // Its types are those of the frame of documents: the route answers in many formats, of which this is one.
      (await call('GET /v1/documents/{kind}', {
        path: { kind },
        query: { subject, view, format: 'json' },
        signal,
      })) as unknown as RecordDocument,
    staleTime: STALE_MS,
  });
