import { DAY_MS } from '../../../core/base/durations.js';
import type { Check } from '../catalogue/index.js';
import { type EntryFact, type Evidence, entryAbout } from '../facts/index.js';
import { dayOf, entryOf, type Finding, gap, joined, type Look, met, registered, undecided } from './finding.js';

type Of<Name extends Check['is']> = Extract<Check, { readonly is: Name }>;

export function described(look: Look): Finding {
  const { purpose, jurisdictions } = look.facts.system;
  if (purpose.trim() === '') return gap('the purpose of the system is not said');
  if (jurisdictions.length === 0) return gap('no place is named where the system is used');
  const says = `purpose and places are registered (${jurisdictions.join(', ')})`;
  return met(says, [registered(look, says)]);
}

export function incidentPlan({ facts }: Look): Finding {
  const { status, gaps, revision, digest, atMs } = facts.plan;
  const says = `the incident plan is ${status}${gaps.length === 0 ? '' : `: ${gaps.join('; ')}`}`;
  const entry = digest === null ? null : entryOf(facts.entries, 'incident.plan-saved', facts.system.id, digest);
  const evidence: Evidence[] =
    revision === null
      ? []
      : [
          {
            record: 'incident plan',
            id: `${facts.system.id} ${revision}`,
            digest,
            entry,
            says,
            atMs,
          },
        ];
  return status === 'ready' ? met(says, evidence) : gap(says, evidence);
}

export function drilled({ days }: Of<'drilled'>, { facts, atMs }: Look): Finding {
  const { lastDrillMs } = facts;
  if (lastDrillMs === null || lastDrillMs > atMs)
    return gap('no drill of the stop switch that concerns the system ended');
  const entry = entryAbout(facts.entries, 'stop.drill-ended', '');
  const says = `the last drill ended on ${dayOf(lastDrillMs)}`;
  const evidence = [
    {
      record: 'drill',
      id: facts.system.id,
      digest: null,
      entry: entry?.atMs === lastDrillMs ? entry.index : null,
      says,
      atMs: lastDrillMs,
    },
  ];
  return atMs - lastDrillMs > days * DAY_MS
    ? gap(`${says}, more than ${days} days ago`, evidence)
    : met(says, evidence);
}

export function clocksKept({ facts, atMs }: Look): Finding {
  const late = facts.clocks.filter(({ dueAtMs }) => dueAtMs <= atMs);
  const evidence = facts.clocks.map(({ incident, duty, dueAtMs }) => ({
    ...{ record: 'incident', id: incident, digest: null, entry: null, atMs: null },
    says: `${duty} is due on ${dayOf(dueAtMs)}`,
  }));
  if (late.length > 0) return gap(`overdue: ${late.map(({ duty }) => duty).join(', ')}`, evidence);
  if (facts.clocks.length > 0) return met('every clock that runs is kept so far', evidence);
  // No incident is no evidence of kept clocks: what there is is the plan that names the duties.
  if (facts.plan.revision === null)
    return undecided(
      'no incident is open, and no plan says which duties hold',
      'Which duties to report hold?',
      'incident-lead',
    );
  return met('no clock of an open incident runs', [
    {
      ...{ record: 'incident plan', id: `${facts.system.id} ${facts.plan.revision}`, digest: facts.plan.digest },
      ...{ entry: null, says: 'no clock of an open incident runs', atMs: facts.plan.atMs },
    },
  ]);
}

export function ledgerIntact({ facts: { ledger } }: Look): Finding {
  if (ledger.fault !== null) return gap(`the log is not signed any more: ${ledger.fault}`);
  if (ledger.size === null)
    return undecided('no checkpoint of the log was signed yet', 'Does the service sign?', 'admin');
  return met('the log is signed', [checkpoint(ledger.size, ledger.root, `signed with ${ledger.size} entries`)]);
}

export function ledgerWitnessed({ facts: { ledger } }: Look): Finding {
  if (ledger.cosigned === null || ledger.cosigned === 0) return gap('no witness signed a checkpoint of the log');
  const says = `others signed ${ledger.cosigned} of the ${ledger.size ?? 0} entries that are signed`;
  return met(says, [checkpoint(ledger.cosigned, null, says)]);
}

const checkpoint = (size: number, root: string | null, says: string): Evidence => ({
  ...{ record: 'checkpoint', id: `${size}`, digest: root, entry: size === 0 ? null : size - 1, says, atMs: null },
});

export function entered({ types, about, days }: Of<'entered'>, look: Look): Finding {
  const { system, deployments } = look.facts;
  if (about === 'service') return enteredAbout('', types, days, look);
  if (about === 'system') return enteredAbout(system.id, types, days, look);
  const things = deployments.map(({ id, version }) => (about === 'deployments' ? id : version));
  if (things.length === 0)
    return undecided(
      'no deployment of the system serves',
      'Which deployment serves? tribune admin apply activates one',
      'owner',
    );
  return joined([...new Set(things)].map((one) => enteredAbout(one, types, days, look)));
}

function enteredAbout(about: string, types: readonly string[], days: number | null, { facts, atMs }: Look): Finding {
  const found = facts.entries
    .filter((one: EntryFact) => types.includes(one.type) && (about === '' || one.about === about) && one.atMs <= atMs)
    .toSorted((a, b) => b.index - a.index);
  const [newest] = found;
  if (newest === undefined)
    return gap(`nothing is entered about ${about || `the service or ${facts.system.id}`}: ${types.join(', ')}`);
  // What only the whole service has counts for every system; of everything else only what concerns this one is counted, and told as such.
  const ofService = found.every((one) => one.about === '') ? 'the service' : `what concerns ${facts.system.id}`;
  const name = about || ofService;
  const n = found.reduce((sum, one) => sum + one.n, 0);
  const says = `${newest.type} of ${name}: ${n} so far, the newest of ${dayOf(newest.atMs)}`;
  const evidence = [
    { record: newest.type, id: newest.ref, digest: null, entry: newest.index, says, atMs: newest.atMs },
  ];
  return days !== null && atMs - newest.atMs > days * DAY_MS
    ? gap(`${says}, older than ${days} days`, evidence)
    : met(says, evidence);
}
