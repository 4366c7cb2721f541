import { TribuneError } from '../../../core/base/errors.js';
import type { CaseRecord } from '../../../core/oversight/index.js';
import type { Incidents } from '../../incidents/index.js';
import type { StopSwitch } from '../../stops/index.js';
import { countCases, known, type Period, type PeriodFacts, type RegisteredSubject } from '../records/index.js';

/** A page of cases of a deployment, the newest first; `changed` are ids of rows that the service did not write, instead of which none is given. */
interface CasePage {
  readonly cases: readonly { readonly record: CaseRecord }[];
  readonly changed: readonly string[];
}

export interface PeriodSources {
  readonly cases: (
    query: { readonly deployment: string; readonly before: string | null; readonly limit: number },
    except: readonly string[],
  ) => Promise<CasePage>;
  readonly incidents: Pick<Incidents, 'list'>;
  readonly stops: Pick<StopSwitch, 'list'>;
}

interface Asked {
  readonly period: Period;
  readonly sight: PeriodFacts['sight'];
  readonly mayReadIncidents: boolean;
  /** Whether a stop concerns the subject. */
  readonly isConcerned: (scope: Awaited<ReturnType<StopSwitch['list']>>[number]['scope']) => boolean;
}

/** Records of one page, and most pages that are read for one report. */
const PAGE = 500;
const MOST_PAGES = 20;

/**
 * Reads what records other than audits hold of a period.
 *
 * @throws TribuneError INVALID_ARGUMENT for a version or a model: appeals, stops and incidents are of systems and deployments
 */
export async function periodFacts(
  subject: string,
  found: RegisteredSubject,
  { sources, asked }: { readonly sources: PeriodSources; readonly asked: Asked },
): Promise<PeriodFacts> {
  const isDeployment = found.deployments.some(({ id }) => id === subject);
  if (!isDeployment && found.system?.id !== subject)
    throw new TribuneError('INVALID_ARGUMENT', 'a report over a period is about a system or a deployment', {
      remedy: 'Name the system, or a deployment such as credit/prod.',
    });
  const { period, sight, mayReadIncidents } = asked;
  return {
    ...{ period, sight },
    cases: await casesOf(subject, { found, period }, sources),
    stops: await stopsIn(subject, asked, sources),
    incidents: mayReadIncidents ? await incidentsIn(subject, { isDeployment, period }, sources) : 'not-allowed',
  };
}

async function casesOf(
  subject: string,
  { found: { deployments }, period }: { readonly found: RegisteredSubject; readonly period: Period },
  { cases }: PeriodSources,
): Promise<PeriodFacts['cases']> {
  const found: CaseRecord[] = [];
  const except: string[] = [];
  let pages = 0;
  for (const { id: deployment } of deployments) {
    let before: string | null = null;
    for (;;) {
      if (++pages > MOST_PAGES) return 'too-many';
      const page: CasePage = await cases({ deployment, before, limit: PAGE }, except);
      if (page.changed.length > 0) {
        // The page is asked for again without them, so that none of the others is passed over.
        except.push(...page.changed);
        continue;
      }
      found.push(...page.cases.map(({ record }) => record));
      const oldest = page.cases.at(-1)?.record;
      if (oldest === undefined || page.cases.length < PAGE || oldest.openedAtMs < period.fromMs) break;
      before = oldest.id;
    }
  }
  const own = found.filter(({ openedAtMs }) => openedAtMs >= period.fromMs && openedAtMs < period.toMs);
  const value = { months: countCases(own, period), unread: except.length };
  const { ref } = known('cases', `${subject} ${nameOf(period)}`, {
    cases: own.map(({ id, revision }) => [id, revision]),
    unread: except,
  });
  return { value, ref };
}

const nameOf = ({ from, to }: Period): string => `of the period from ${from} to ${to}`;

async function stopsIn(
  subject: string,
  { period, isConcerned }: Asked,
  { stops }: PeriodSources,
): Promise<PeriodFacts['stops']> {
  const all = await pagesOf(
    (before) => stops.list({ ended: true, before, limit: PAGE }),
    ({ sinceMs }) => sinceMs < period.fromMs,
  );
  if (all === null) return 'too-many';
  // What is left of a stop that was resumed for a share of the subjects is the same stop.
  const own = all.filter(
    ({ scope, sinceMs, trial }) =>
      sinceMs >= period.fromMs && sinceMs < period.toMs && trial === undefined && isConcerned(scope),
  );
  const drills = own.filter(({ drill }) => drill).length;
  const { ref } = known(
    'stops',
    `${subject} ${nameOf(period)}`,
    own.map(({ id }) => id),
  );
  return { value: { thrown: own.length - drills, drills }, ref };
}

async function incidentsIn(
  subject: string,
  { isDeployment, period }: { readonly isDeployment: boolean; readonly period: Period },
  { incidents }: PeriodSources,
): Promise<PeriodFacts['incidents']> {
  const scope = isDeployment
    ? ({ kind: 'deployment', deployment: subject } as const)
    : ({ kind: 'system', system: subject } as const);
  const all = await pagesOf(
    (before) => incidents.list({ state: 'all', scope, before, limit: PAGE }),
    ({ openedAtMs }) => openedAtMs < period.fromMs,
  );
  if (all === null) return 'too-many';
  const own = all.filter(({ openedAtMs }) => openedAtMs >= period.fromMs && openedAtMs < period.toMs);
  const { ref } = known(
    'incidents',
    `${subject} ${nameOf(period)}`,
    own.map(({ id, revision }) => [id, revision]),
  );
  return { value: { opened: own.length, closed: own.filter(({ state }) => state === 'closed').length }, ref };
}

/** Pages, the newest first, until one reaches back beyond the period; null where there are too many. */
async function pagesOf<Item extends { readonly id: string }>(
  read: (before: string | null) => Promise<readonly Item[]>,
  isBeyond: (item: Item) => boolean,
): Promise<Item[] | null> {
  const found: Item[] = [];
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await read(found.at(-1)?.id ?? null);
    found.push(...page);
    if (page.length < PAGE || isBeyond(page.at(-1)!)) return found;
  }
  return null;
}
