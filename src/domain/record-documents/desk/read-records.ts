import { encodeBase64 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { StoredAudits } from '../../audits/recorded/index.js';
import type { StoredAudit } from '../../audits/recorded/ports.js';
import type { ImportedBody } from '../../control-records/index.js';
import type { ControlRecordStore } from '../../control-records/ports/index.js';
import type { Reader } from '../../decisions/api/index.js';
import type { Incidents } from '../../incidents/index.js';
import { dataId } from '../../lineage/index.js';
import type { DataSet, LineageStore } from '../../lineage/ports/index.js';
import type { Log } from '../../log/api/index.js';
import { activeAt } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import type { StopSwitch } from '../../stops/index.js';
import { type FoundationModel, type Vendor, vendorStanding } from '../../vendors/index.js';
import {
  type AuditRecord,
  digestOfRecord,
  type IncidentFact,
  type Known,
  known,
  noRecords,
  type Period,
  type RegisteredSubject,
  registeredSubject,
  type SystemRecords,
  type WaiverOnCard,
} from '../records/index.js';
import { digestOfStatement, type StatedThing, type Statement, type StatementStore } from '../statements/index.js';
import { type PeriodSources, periodFacts } from './read-period.js';
import { staleBecause } from './stale.js';

/** What records are read from. */
export interface RecordSources {
  readonly statements: Pick<StatementStore, 'statementsAbout'>;
  readonly registry: () => Promise<RegistrySnapshot>;
  readonly audits: Pick<StoredAudits, 'list' | 'read'>;
  readonly lineage: Pick<LineageStore, 'runsOfVersion' | 'runsOfData' | 'data'>;
  readonly incidents: Pick<Incidents, 'openOnes' | 'list'>;
  readonly stops: Pick<StopSwitch, 'list'>;
  readonly cases: PeriodSources['cases'];
  /** Waivers of the gate of a deployment that hold now, with the version that each is for. */
  readonly waivers: (deployment: string) => Promise<readonly (WaiverOnCard & { readonly version: string })[]>;
  readonly imports: Pick<ControlRecordStore, 'list'>;
  readonly vendors: () => readonly Vendor[];
  readonly foundationModels: () => readonly FoundationModel[];
  readonly log: Pick<Log, 'publish' | 'checkpoint' | 'verifierKey'>;
  readonly nowMs: () => number;
}

/** Who reads records, and what of audits they see. */
interface Seeing {
  readonly reader: Reader;
  /** `groups`: only audits in which nobody is recognised; `none`: no audit. */
  readonly sight: StoredAudit['sight'] | 'none';
  /** Whether incidents are read; they have a permission of their own. */
  readonly incidents: boolean;
  /** The period that the document is over, whose audits alone count; absent where it is over none. */
  readonly period?: Period | undefined;
}

export interface WantedRecords extends Seeing {
  readonly about: 'registered' | 'period' | 'data';
}

/** Most training runs that a document names. */
const MOST_RUNS = 20;
/** Most audits of a deployment that are looked through for the newest that can be read. */
const MOST_AUDITS = 20;
/** The same where one of a certain period is looked for. */
const MOST_AUDITS_OF_PERIOD = 200;
/** How often records are read until two readings say the same. */
const MOST_READINGS = 4;

/**
 * Reads everything that documents about something are made of, as of one place of the log: records are read until two readings with a
 * checkpoint between them say the same, so that they stood so at that checkpoint.
 *
 * @throws TribuneError NOT_FOUND for what is not registered, SERVICE_BUSY where records do not stop changing
 */
export async function recordsOf(
  subject: string,
  sources: RecordSources,
  { about, ...seeing }: WantedRecords,
): Promise<SystemRecords> {
  const given = { ...sources, audits: readOnce(sources.audits) };
  const read = (place: Place): Promise<SystemRecords> =>
    about === 'data' ? dataRecords(subject, place, given) : systemRecords(subject, place, given, seeing);
  let before = await read(NOWHERE);
  for (let reading = 1; reading < MOST_READINGS; reading++) {
    await sources.log.publish();
    const now = await read(placeNow(sources.log));
    if (digestOf(before) === digestOf(now)) return now;
    before = now;
  }
  throw new TribuneError('SERVICE_BUSY', `the records of ${subject} change while they are read`, {
    remedy: 'Ask again in a moment.',
  });
}

/** A result never changes, and every reading of one is noted: each is read once, however often records are read. */
function readOnce(audits: RecordSources['audits']): RecordSources['audits'] {
  const read = new Map<string, ReturnType<StoredAudits['read']>>();
  return {
    list: (query) => audits.list(query),
    read(id, sight, reader) {
      const found = read.get(id) ?? audits.read(id, sight, reader);
      read.set(id, found);
      return found;
    },
  };
}

/** The digest of all that was read, apart from the place of the log. */
const digestOf = ({ asOf: _, checkpoint: _signed, statements, ...rest }: SystemRecords): string =>
  digestOfRecord({ ...rest, statements: [...statements] });

/** Where in the log records are read, with the checkpoint that was signed there. */
type Place = Pick<SystemRecords, 'asOf' | 'checkpoint'>;

const NOWHERE: Place = { asOf: null, checkpoint: null };

function placeNow(log: RecordSources['log']): Place {
  const newest = log.checkpoint('main');
  if (newest === null) return NOWHERE;
  const [name] = log.verifierKey('main').split('+') as [string];
  const asOf = { log: name, size: newest.size, root: encodeBase64(newest.root) };
  return { asOf, checkpoint: newest.note };
}

async function systemRecords(
  subject: string,
  place: Place,
  sources: RecordSources,
  seeing: Seeing,
): Promise<SystemRecords> {
  const found = registeredSubject(subject, await sources.registry(), sources.nowMs());
  const { system, model, version, deployments } = found;
  return {
    ...noRecords(subject),
    ...place,
    system: system && known('system', system.id, system),
    model: model && known('model', model.id, model),
    version: version && known('version', version.digest, version),
    deployments: deployments.map((one) => known('deployment', one.id, one)),
    statements: await statementsOf(thingsOf(found), sources),
    audits: await auditsOf(found, sources, seeing),
    period: await periodIn(subject, found, { sources, seeing }),
    ...(version !== null &&
      (await runsOf(sources.lineage.runsOfVersion(version.digest, { after: null, limit: MOST_RUNS })))),
    incidents: seeing.incidents ? await incidentsOf(found, sources) : [],
    stops: await stopsOf(found, sources),
    waivers: await waiversOf(found, sources),
    imports: await importsOf(found, sources),
    ...suppliersOf(found, sources),
  };
}

const thingsOf = ({ system, model, version }: RegisteredSubject): StatedThing[] => [
  ...(system === null ? [] : [{ about: 'system' as const, id: system.id }]),
  ...(model === null ? [] : [{ about: 'model' as const, id: model.id }]),
  ...(version === null ? [] : [{ about: 'version' as const, id: version.digest }]),
];

async function statementsOf(
  things: readonly StatedThing[],
  { statements }: RecordSources,
): Promise<Map<string, Known<Statement>>> {
  const all = things.length === 0 ? [] : await statements.statementsAbout(things);
  const sorted = all.toSorted((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : 0));
  return new Map(
    sorted.map((one) => {
      const id = `${one.about} ${one.id} ${one.field}`;
      const ref = { kind: 'statement', id, digest: digestOfStatement(one), index: null, by: one.by };
      return [one.field, { value: one, ref }];
    }),
  );
}

/** The newest audit of each deployment that can be read, with what speaks against it. */
async function auditsOf(
  { deployments, version }: RegisteredSubject,
  sources: RecordSources,
  { reader, sight, period }: Seeing,
): Promise<AuditRecord[]> {
  if (sight === 'none') return [];
  const found: AuditRecord[] = [];
  for (const deployment of deployments) {
    const limit = period === undefined ? MOST_AUDITS : MOST_AUDITS_OF_PERIOD;
    const all = await sources.audits.list({ sight, deployment: deployment.id, limit });
    const newest = all.find(({ erasure, window }) => erasure === undefined && isOfPeriod(window, period));
    if (newest === undefined) continue;
    const { result } = await sources.audits.read(newest.id, sight, reader);
    found.push({
      ...{ value: result, deployment: deployment.id, sight: newest.sight },
      ref: { kind: 'audit', id: newest.id, digest: newest.resultDigest, index: newest.size },
      staleBecause:
        period === undefined ? staleBecause(newest, deployment, version?.digest ?? null) : unfinished(newest, period),
    });
  }
  return found;
}

async function runsOf(
  page: ReturnType<LineageStore['runsOfVersion']>,
): Promise<Pick<SystemRecords, 'runs' | 'hasMoreRuns'>> {
  const { runs, next } = await page;
  return { runs: runs.map((run) => known('training run', run.id, run)), hasMoreRuns: next !== null };
}

/** Whether an audit counted the decisions of a period and no others; every one does where none is asked for. */
const isOfPeriod = (window: StoredAudit['window'], period: Period | undefined): boolean =>
  period === undefined ||
  (window?.since != null &&
    window.until !== null &&
    Date.parse(window.since) === period.fromMs &&
    Date.parse(window.until) === period.toMs);

const unfinished = ({ madeAtMs }: StoredAudit, { toMs }: Period): string | null =>
  madeAtMs < toMs ? 'it was made before the period was over' : null;

/** What records other than audits hold of the period, where the document is over one. */
async function periodIn(
  subject: string,
  found: RegisteredSubject,
  { sources, seeing }: { readonly sources: RecordSources; readonly seeing: Seeing },
): Promise<SystemRecords['period']> {
  const { period, sight, incidents: mayReadIncidents } = seeing;
  if (period === undefined) return null;
  const asked = {
    ...{ period, mayReadIncidents, sight: sight === 'persons' ? sight : ('groups' as const) },
    isConcerned: (scope: Scope) => concernsInPeriod(scope, found),
  };
  return periodFacts(subject, found, { sources, asked });
}

/** Open incidents of the system. */
async function incidentsOf(
  { system }: RegisteredSubject,
  { incidents }: RecordSources,
): Promise<Known<IncidentFact>[]> {
  const open = await incidents.openOnes();
  return open
    .filter((one) => system !== null && one.system === system.id)
    .map(({ id, title, state, severity }) => known('incident', id, { id, title, state, severity }));
}

async function stopsOf(found: RegisteredSubject, { stops }: RecordSources): Promise<SystemRecords['stops']> {
  const all = await stops.list({ ended: false, before: null, limit: MOST_STOPS });
  return all
    .filter(({ scope, drill }) => !drill && concerns(scope, found))
    .map(({ id, scope, reason }) => known('stop', id, { id, scope: scopeText(scope), reason }));
}

/** Whether a stop concerns what a document is about. */
function concerns(scope: Scope, { system, model, version, deployments }: RegisteredSubject): boolean {
  if (scope.kind === 'all') return true;
  if (scope.kind === 'system') return scope.system === system?.id;
  if (scope.kind === 'deployment') return deployments.some(({ id }) => id === scope.deployment);
  return scope.model === model?.id && (version === null || scope.version === version.digest);
}

/** The same over a period, in which a deployment may have served every version of its model. */
const concernsInPeriod = (scope: Scope, found: RegisteredSubject): boolean =>
  scope.kind === 'version' ? found.deployments.some(({ model }) => model === scope.model) : concerns(scope, found);

/** Waivers for the version; for all that serve where the document is about none alone. */
async function waiversOf(
  { version, deployments }: RegisteredSubject,
  { waivers, nowMs }: RecordSources,
): Promise<SystemRecords['waivers']> {
  const found: SystemRecords['waivers'][number][] = [];
  for (const deployment of deployments) {
    const about = version?.digest ?? activeAt(deployment, nowMs())?.version;
    for (const { version: of, ...one } of await waivers(deployment.id))
      if (of === about) found.push(known('waiver', one.id, one));
  }
  return found;
}

/** Imported documents of a system that are looked through for those of a version. */
const IMPORTS_LOOKED_AT = 50;

/** What imported documents say of the version, or of the system where none is meant. */
async function importsOf(
  { system, version }: RegisteredSubject,
  { imports }: RecordSources,
): Promise<SystemRecords['imports']> {
  if (system === null) return [];
  const all = await imports.list({ system: system.id, kind: 'import', before: null, limit: IMPORTS_LOOKED_AT });
  return all
    .map((record) => ({ ...record, body: record.body as ImportedBody }))
    .filter(({ body }) => version === null || body.version === null || body.version === version.digest)
    .map(({ id, digest, by, atMs, body: { format, from, said, version: told } }) => ({
      value: { id, format, from, by, atMs, said, namesOther: isOther(said.digest, version?.digest ?? told) },
      ref: { kind: 'import', id, digest, index: null, by },
    }));
}

const isOther = (named: string | null, version: string | null): boolean =>
  named !== null && version !== null && named !== version;

function suppliersOf(
  { system }: RegisteredSubject,
  { vendors, foundationModels, nowMs }: RecordSources,
): Pick<SystemRecords, 'vendors' | 'foundationModels'> {
  const isOwn = ({ systems }: { readonly systems: readonly string[] }): boolean =>
    system !== null && systems.includes(system.id);
  return {
    vendors: vendors()
      .filter(isOwn)
      .map((one) => {
        const { id, name, supplies, contractEnds } = one;
        const { answered, open, digest } = vendorStanding(one, nowMs());
        return {
          value: { id, name, supplies, answered, open, contractEnds },
          ref: { kind: 'vendor', id, digest, index: null },
        };
      }),
    foundationModels: foundationModels()
      .filter(isOwn)
      .map((one) => known('foundation model', one.id, one)),
  };
}

/** Most stops that are looked at. */
const MOST_STOPS = 200;

type Scope = Awaited<ReturnType<StopSwitch['list']>>[number]['scope'];

function scopeText(scope: Scope): string {
  if (scope.kind === 'all') return 'everything is stopped';
  if (scope.kind === 'system') return `system ${scope.system}`;
  if (scope.kind === 'deployment') return `deployment ${scope.deployment}`;
  return `version ${scope.version} of ${scope.model}`;
}

/** Records of a data set that training runs name, by its id, its digest or its whole name. */
async function dataRecords(subject: string, place: Place, sources: RecordSources): Promise<SystemRecords> {
  const exact = await sources.lineage.data({ name: subject, isWhole: true, after: null, limit: MOST_RUNS });
  const [set] = exact;
  if (set === undefined)
    throw new TribuneError('NOT_FOUND', `no training run names the data set ${JSON.stringify(subject.slice(0, 80))}`, {
      remedy: 'GET /v1/lineage/data lists those that are named; POST /v1/lineage/runs tells a run.',
    });
  if (exact.length > 1)
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `${exact.length < MOST_RUNS ? exact.length : `${MOST_RUNS} or more`} data sets are called ${subject}`,
      {
        remedy: `Give the id of one: ${exact.map(({ id }) => id).join(', ')}.`,
      },
    );
  const { namespace, name, version, digest } = set;
  const data: DataSet = { namespace, name, version, digest };
  const id = dataId(data);
  return {
    ...noRecords(subject),
    ...place,
    data: known('data set', id, data),
    statements: await statementsOf([{ about: 'data', id }], sources),
    ...(await runsOf(sources.lineage.runsOfData(id, { after: null, limit: MOST_RUNS }))),
  };
}
