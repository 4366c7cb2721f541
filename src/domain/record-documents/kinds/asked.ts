/** Where a kind of document is asked for. Without places or domains: everywhere, and of every system. */
export interface AskedFor {
  readonly places: readonly string[];
  readonly domains: readonly string[];
}

const EU: AskedFor = { places: ['EU'], domains: [] };
const EMPLOYMENT = ['employment', 'hiring', 'recruiting'];
const CREDIT = ['credit', 'lending'];

/** Kinds that law of some place or field asks for; the others are good practice everywhere. Each document names its provisions. */
const ASKED: Readonly<Record<string, AskedFor>> = {
  'annex-iv': EU,
  fria: EU,
  'eu-database': EU,
  dpia: { places: ['EU', 'GB'], domains: [] },
  ll144: { places: ['US-NY'], domains: EMPLOYMENT },
  ugesp: { places: ['US'], domains: EMPLOYMENT },
  'reg-b': { places: ['US'], domains: CREDIT },
};

const EVERYWHERE: AskedFor = { places: [], domains: [] };

/** @example askedFor('ll144') // { places: ['US-NY'], domains: ['employment', 'hiring', 'recruiting'] } */
export const askedFor = (kind: string): AskedFor => (Object.hasOwn(ASKED, kind) ? ASKED[kind]! : EVERYWHERE);
