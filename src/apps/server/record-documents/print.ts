import { touches } from '../../../domain/controls/index.js';
import type { DocumentState } from '../../../domain/record-documents/index.js';

interface Used {
  readonly domain: string;
  readonly jurisdictions: readonly string[];
}

/** How a document stands, as routes answer it; `system` is the system that it is about, where there is one. */
export function printState({ missing, stale, notMade, askedFor, ...same }: DocumentState, system: Used | undefined) {
  const { kind, title, summary } = same;
  return {
    ...{ kind, title, summary },
    state: stateOf({ missing, stale, notMade }),
    asked: isAsked(askedFor, system),
    missing,
    stale: stale.map(({ record, because }) => ({ kind: record.kind, id: record.id, because })),
    because: notMade,
  };
}

function stateOf({ missing, stale, notMade }: Pick<DocumentState, 'missing' | 'stale' | 'notMade'>) {
  if (notMade !== null) return 'not-made';
  if (missing.length > 0) return 'incomplete';
  return stale.length > 0 ? 'stale' : 'complete';
}

/** Law of a place is asked for wherever the system is used, also where nobody said where that is. */
function isAsked({ places, domains }: DocumentState['askedFor'], system: Used | undefined): boolean {
  if (system === undefined) return true;
  const isThere = system.jurisdictions.length === 0 || touches(places, system.jurisdictions);
  return isThere && (domains.length === 0 || domains.includes(system.domain.toLowerCase()));
}
