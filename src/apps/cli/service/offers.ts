import { counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import { printable } from '../terminal/error.js';
import type { HttpAdmin } from './http-admin.js';

/** A version that is to serve. */
export interface Candidate {
  readonly deployment: string;
  readonly version: string;
  readonly cutoff?: number;
}

/** What came of all offers of a deployment. */
export interface OffersFound {
  readonly cutoff: number;
  readonly offers: number;
  readonly kept: number;
  readonly broken: number;
  readonly notRun: number;
  readonly named: readonly { readonly decision: string; readonly until: string }[];
}

interface Part extends OffersFound {
  readonly next: object | null;
}

/** Decisions that are named on the terminal. */
const SHOWN = 10;

/** Holds a version against all offers, part by part; `new` for a deployment that is not registered yet, of which there are none. */
export async function checkOffers(admin: HttpAdmin, candidate: Candidate): Promise<OffersFound | 'new'> {
  let all: OffersFound | null = null;
  for (let after: object | null = null; ; ) {
    const asked = { ...candidate, ...(after === null ? {} : { after }) };
    const part: Part | null = (await admin.post('/v1/offers/check', asked).catch(notRegistered)) as Part | null;
    if (part === null) return 'new';
    const { next, ...found } = part;
    all = all === null ? found : joined(all, found);
    if (next === null) return all;
    after = next;
  }
}

function notRegistered(cause: unknown): null {
  if (cause instanceof TribuneError && cause.code === 'NOT_FOUND' && cause.reason === 'offers.not-registered')
    return null;
  throw cause;
}

const joined = (a: OffersFound, b: OffersFound): OffersFound => ({
  cutoff: b.cutoff,
  offers: a.offers + b.offers,
  kept: a.kept + b.kept,
  broken: a.broken + b.broken,
  notRun: a.notRun + b.notRun,
  named: [...a.named, ...b.named],
});

/** What came of the offers, for the terminal. */
export function offersText({ deployment, version }: Candidate, found: OffersFound): string {
  const { cutoff, offers, kept, broken, notRun, named } = found;
  const lines = [
    `${printable(deployment)} by ${version} at cutoff ${cutoff}: ${counted(offers, 'offer')}, ${kept} kept, ${broken} BROKEN, ${notRun} not run`,
    ...named.slice(0, SHOWN).map(({ decision, until }) => `  ${printable(decision)}  was offered until ${until}`),
    ...(broken > SHOWN ? [`  and ${broken - SHOWN} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
