import { controlTables } from '../../../adapters/postgres/controls/index.js';
import { gateTables } from '../../../adapters/postgres/gates/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { encodeBase64 } from '../../../core/base/bytes.js';
import { DAY_MS } from '../../../core/base/durations.js';
import type { GateSubject } from '../../../core/gates/index.js';
import { demandSystem, type RecordBody } from '../../../domain/control-records/index.js';
import type { ControlStores, KeptRecord } from '../../../domain/control-records/ports/index.js';
import type {
  AccountFact,
  Answers,
  DeploymentFacts,
  StatementFact,
  SystemFacts,
  WaiverFact,
} from '../../../domain/controls/index.js';
import { type ControlWaiver, controlWaiversOf, GATE_LIMITS } from '../../../domain/gates/index.js';
import { type IncidentPlan, readinessOf } from '../../../domain/incidents/index.js';
import { type Activation, activeAt } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import { retentionSetting, rulesOf } from '../../../domain/retention/index.js';
import { vendorStanding, vendorsSetting } from '../../../domain/vendors/index.js';
import type { RoomContext } from '../../rooms/define/index.js';
import { lastDrills } from '../incidents/last-drills.js';

/** The newest audits of a deployment that are looked through. */
const AUDITS_LOOKED_AT = 50;
/** Trainings of readers that are looked through. */
const TRAININGS_LOOKED_AT = 10_000;

/** What the facts of every system need once. */
export interface Ground {
  readonly snapshot: RegistrySnapshot;
  readonly accounts: readonly AccountFact[];
  readonly ledger: SystemFacts['ledger'];
  readonly keptOf: (deployment: string) => DeploymentFacts['kept'];
  readonly planOf: (system: string) => IncidentPlan | null;
  readonly lastDrill: Awaited<ReturnType<typeof lastDrills>>;
  readonly clocks: readonly (SystemFacts['clocks'][number] & { readonly system: string | null })[];
}

type Context = Pick<
  RoomContext,
  'storesOf' | 'registry' | 'identity' | 'log' | 'metrics' | 'settings' | 'incidents' | 'auditResults'
>;

/** Reads what every system shares: people, the ledger, plans, drills, retention. */
export async function groundOf(context: Context, atMs: number): Promise<Ground> {
  const { storesOf, registry, settings, incidents } = context;
  const snapshot = await registry.snapshot();
  const { stops } = storesOf(stopTables);
  const { rules } = rulesOf(settings.read(retentionSetting), snapshot, atMs);
  const plans = new Map(
    (await incidents.plans()).flatMap(({ scope, plan }) =>
      scope.kind === 'system' && plan !== null ? [[scope.system, plan] as const] : [],
    ),
  );
  const open = await incidents.openOnes();
  return {
    snapshot,
    accounts: await accountsOf(context),
    ledger: ledgerOf(context),
    keptOf(deployment) {
      const rule = rules.find(({ classOf }) => classOf.has(deployment));
      return rule === undefined ? null : { keep: rule.keep, class: rule.classOf.get(deployment)!.id };
    },
    planOf: (system) => plans.get(system) ?? null,
    lastDrill: await lastDrills(stops, { load: async () => snapshot }),
    clocks: open.flatMap(({ id, system, clocks }) =>
      clocks.flatMap(({ duty, dueAtMs, filed, waived }) =>
        dueAtMs === null || filed !== null || waived !== null ? [] : [{ system, incident: id, duty, dueAtMs }],
      ),
    ),
  };
}

async function accountsOf({ identity, storesOf }: Context): Promise<AccountFact[]> {
  const trainings = await storesOf(oversightTables).caseTrainings.all(TRAININGS_LOOKED_AT);
  const trained = new Map(trainings.map(({ reader, atMs }) => [reader, atMs]));
  return (await identity.accounts.list()).map(({ id, name, roles, disabledAtMs }) => ({
    ...{ id, name, roles, active: disabledAtMs === null },
    trainedAtMs: trained.get(`account:${id}`) ?? null,
  }));
}

function ledgerOf({ log, metrics }: Context): SystemFacts['ledger'] {
  const newest = log.checkpoint('main');
  return {
    size: newest?.size ?? null,
    root: newest === null ? null : encodeBase64(newest.root),
    fault: log.fault?.message ?? null,
    cosigned: metrics().ledger.cosignedSize.main,
  };
}

interface FactsAsked {
  readonly system: string;
  readonly atMs: number;
  /** A deployment that counts as if it served, by the version that it is to serve next. */
  readonly launching?: string | undefined;
  /** What a deployment is looked at with in place of what it serves, as a gate is judged for each version that may decide. */
  readonly as?: { readonly deployment: string; readonly subject: GateSubject } | undefined;
}

/** Reads what records tell of one system. @throws TribuneError NOT_FOUND for an unknown one */
export async function factsOf(context: Context, ground: Ground, asked: FactsAsked): Promise<SystemFacts> {
  const { system: id, atMs } = asked;
  const { snapshot, accounts, ledger, planOf, lastDrill, clocks } = ground;
  demandSystem(id, snapshot.systems);
  const { purpose, domain, jurisdictions, owner } = snapshot.systems.find((one) => one.id === id)!;
  const deployments = await deploymentsOf(context, ground, asked);
  const { controlRecords, entryIndex } = stores(context);
  const records = await controlRecords.standing(id, atMs);
  const plan = planOf(id);
  const drill = lastDrill({ kind: 'system', system: id });
  const readiness = readinessOf(plan, atMs, drill);
  const things = [
    ...['', id, ...deployments.flatMap((one) => [one.id, one.version]), ...records.map((one) => one.id)],
    ...accounts.flatMap((one) => [one.id, `account:${one.id}`]),
  ];
  return {
    system: { id, purpose, domain, jurisdictions, owner },
    ...{ deployments, accounts, ledger },
    answers: answersIn(records),
    plan: {
      status: readiness.status,
      gaps: readiness.gaps.map(({ what, why }) => `${what}: ${why}`),
      ...{ revision: plan?.revision ?? null, digest: plan?.digest ?? null, atMs: plan?.atMs ?? null },
    },
    lastDrillMs: drill?.atMs ?? null,
    clocks: clocks.filter((one) => one.system === id).map(({ system: _, ...clock }) => clock),
    entries: await entryIndex.about([...new Set(things)]),
    records: records.flatMap(({ kind, ...one }) =>
      kind === 'statement' || kind === 'import' ? [] : [{ ...factOf(one), kind }],
    ),
    statements: records.flatMap((one) => (one.kind === 'statement' ? statementIn(one) : [])),
    vendors: context.settings
      .read(vendorsSetting)
      .flatMap((one) => (one.systems.includes(id) ? [vendorStanding(one, atMs)] : [])),
  };
}

/** Reads what people answered about a system, as it stood at a time. @throws TribuneError NOT_FOUND for an unknown one */
export async function answersOf(
  context: Pick<Context, 'registry' | 'storesOf'>,
  system: string,
  atMs: number,
): Promise<Answers> {
  demandSystem(system, (await context.registry.snapshot()).systems);
  return answersIn(await stores(context).controlRecords.standing(system, atMs));
}

const stores = ({ storesOf }: Pick<Context, 'storesOf'>): ControlStores => storesOf(controlTables);

const factOf = ({ id, digest, atMs, by }: Omit<KeptRecord, 'kind'>) => ({ id, digest, atMs, by });

function statementIn(one: KeptRecord): StatementFact {
  const { control, says, reference, until } = one.body as RecordBody<'statement'>;
  return {
    ...{ ...factOf(one), control },
    says: reference === '' ? says : `${says} (${reference})`,
    // A day is over when the next one begins.
    untilMs: Date.parse(until) + DAY_MS,
  };
}

/** Of each question what the newest profile says that says something of it. */
function answersIn(records: readonly KeptRecord[]): Answers {
  const answers: Record<string, boolean> = {};
  const profiles = records.filter(({ kind }) => kind === 'profile');
  for (const { body } of profiles.toReversed())
    for (const [id, is] of Object.entries((body as RecordBody<'profile'>).answers)) {
      if (is === null) delete answers[id];
      else answers[id] = is;
    }
  return answers;
}

/** Since when the version of an activation serves, through those of the same version before it. */
function sinceOf(activations: readonly Activation[], active: Activation): number {
  const until = activations.indexOf(active);
  const other = activations.findLastIndex(({ version }, at) => at < until && version !== active.version);
  return activations[other + 1]!.fromMs;
}

async function deploymentsOf(
  { auditResults, storesOf }: Context,
  { snapshot, keptOf }: Ground,
  { system, atMs, launching, as }: FactsAsked,
): Promise<DeploymentFacts[]> {
  const models = new Set(snapshot.models.filter((one) => one.system === system).map(({ id }) => id));
  const found: DeploymentFacts[] = [];
  for (const deployment of snapshot.deployments) {
    const { id, model } = deployment;
    const next = id === launching ? deployment.activations.at(-1) : undefined;
    const served = activeAt(deployment, atMs) ?? next;
    const active = models.has(model)
      ? id === as?.deployment
        ? servedAs(as.subject, served, atMs)
        : served
      : undefined;
    if (active === undefined) continue;
    const epoch = await storesOf(monitorTables).monitor.lastEpoch(id);
    const audits = await auditResults.list({ sight: 'persons', deployment: id, limit: AUDITS_LOOKED_AT });
    const facts = await storesOf(gateTables).gates.facts(id, GATE_LIMITS.facts);
    const explain = snapshot.versions.find((one) => one.model === model && one.digest === active.version)?.explain;
    found.push({
      ...{ id, version: active.version, policy: active.policyDigest, kept: keptOf(id) },
      servesSinceMs: deployment.activations.includes(active) ? sinceOf(deployment.activations, active) : active.fromMs,
      audits: audits.map((one) => ({
        ...{ id: one.id, madeAtMs: one.madeAtMs, verdict: one.verdict, policy: one.policyDigest },
        untilMs: Math.min(one.madeAtMs, one.window?.until == null ? one.madeAtMs : Date.parse(one.window.until)),
        digest: one.sight === 'persons' ? null : one.resultDigest,
      })),
      watched:
        epoch === null || epoch.endedAtMs !== null ? null : { policy: epoch.policyDigest, sinceMs: epoch.beganAtMs },
      explains: {
        reasons: explain?.reasons !== undefined,
        changes: explain?.constraints !== undefined,
        adverse: explain?.adverse !== undefined,
      },
      waivers: controlWaiversOf(facts, active.version).map(waiverFact),
    });
  }
  return found;
}

/** What is served, or what is looked at in its place as if it began to serve now. */
const servedAs = (subject: GateSubject, served: Activation | undefined, atMs: number): Activation =>
  served?.version === subject.version && served.policyDigest === subject.policyDigest
    ? served
    : { ...subject, fromMs: atMs };

const waiverFact = ({ control, waiver: { id, reason, by, atMs, untilMs, ended } }: ControlWaiver): WaiverFact => ({
  ...{ control, id, reason, by, atMs },
  untilMs: Math.min(untilMs, ended?.atMs ?? untilMs),
});
