import { canonicalJson } from '../../../core/base/canonical-json.js';
import { MOST_FOREIGN } from '../base/bounds.js';
import { unreadable } from '../base/errors.js';
import type { ForeignRun } from './foreign-run.js';
import { readMlflow } from './mlflow.js';
import { readOpenLineage } from './openlineage.js';

/** Formats of other programs, each by its reader. */
const READERS = { mlflow: readMlflow, openlineage: readOpenLineage } as const;

export type ForeignFormat = keyof typeof READERS;
export const FOREIGN_FORMATS = Object.keys(READERS) as [ForeignFormat, ...ForeignFormat[]];

/** Deepest nesting of a document that is kept. */
const MOST_DEEP = 64;

/**
 * Reads what is understood of a document of another program. The document is bounded first, because it is kept as it came.
 *
 * @throws TribuneError `lineage.unreadable`
 */
export function readForeign(format: ForeignFormat, document: unknown): ForeignRun {
  if (depthOf(document, 0) > MOST_DEEP)
    throw unreadable(`the document is nested deeper than ${MOST_DEEP}`, {
      remedy: 'Leave out what is not about the run.',
    });
  const size = canonicalJson(document).length;
  if (size > MOST_FOREIGN)
    throw unreadable(`the document has ${size} characters, more than ${MOST_FOREIGN}`, {
      remedy: 'Leave out metrics and facets that are not about data or code.',
    });
  return READERS[format](document);
}

function depthOf(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > MOST_DEEP) return depth;
  let deepest = depth;
  for (const each of Object.values(value)) deepest = Math.max(deepest, depthOf(each, depth + 1));
  return deepest;
}
