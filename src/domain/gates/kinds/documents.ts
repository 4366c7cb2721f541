import { z } from 'zod';
import { DOCUMENT_KINDS } from '../../record-documents/kinds/index.js';
import { defineKind } from './define-kind.js';
import { digestOf } from './digest-of.js';

/** How a document about the version stands, by the records of now. */
export interface SeenDocument {
  readonly kind: string;
  /** Fields that nothing answers, by their names. */
  readonly missing: readonly string[];
  /** Why it is out of date, once for each record that is. */
  readonly stale: readonly string[];
  /** Why it cannot be made at all; null where it can. */
  readonly notMade: string | null;
  /** Digests of what people said in it, by the field. */
  readonly said: Readonly<Record<string, string>>;
}

export interface SeenDocuments {
  readonly documents: readonly SeenDocument[];
  /** Entries of the log that stood under a checkpoint when it was looked; null before the first. */
  readonly asOf: number | null;
}

/** Documents that are about something registered: those about one decision or a data set are of no version. */
const NAMES = DOCUMENT_KINDS.filter(({ about }) => about === 'registered').map(({ id }) => id);

/** That documents about the version could be made whole. */
export const documents = defineKind(
  'documents',
  'Documents about the version are complete, with every field answered by a record or a person, and none of what they stand on is out of date.',
  {
    documents: z
      .array(z.enum(NAMES as [string, ...string[]]))
      .min(1)
      .max(NAMES.length)
      .meta({ description: `Which: ${NAMES.join(', ')}` }),
  },
  {
    who: () => ['owner', 'developer', 'legal'],
    judge({ documents: names }, { documents: seen, asOf }: SeenDocuments) {
      const found = names.map((name) => ({ name, one: seen.find(({ kind }) => kind === name) }));
      const lacks = found.flatMap(({ name, one }) => {
        const why = one === undefined ? 'it was not looked at' : whyNot(one);
        return why === null ? [] : [`${name}: ${why}`];
      });
      if (lacks.length > 0) return { status: 'lacking', why: lacks.join('; ') };
      // A newer audit in a document takes nothing away from what was signed; another sentence of a person is another document.
      const bound = found
        .map(({ name, one }) => ({ document: name, said: one?.said ?? {} }))
        .toSorted((a, b) => (a.document < b.document ? -1 : 1));
      const place = asOf === null ? '' : `, as of entry ${asOf}`;
      const what = `complete and up to date${place}: ${names.join(', ')}`;
      return { status: 'met', items: [{ digest: digestOf(bound), kind: 'documents', what, untilMs: null }] };
    },
  },
);

const MOST_TOLD = 5;

function whyNot({ missing, stale, notMade }: SeenDocument): string | null {
  if (notMade !== null) return notMade;
  const told = missing.slice(0, MOST_TOLD).join(', ');
  const more = missing.length > MOST_TOLD ? ` and ${missing.length - MOST_TOLD} more` : '';
  if (missing.length > 0) return `nothing answers ${told}${more}`;
  return stale.length > 0 ? `out of date: ${stale.join('; ')}` : null;
}
