import type { DeclaredOutcome } from '../../../core/policy/sections/index.js';
import type {
  Activation,
  Deployment,
  Model,
  ModelVersion,
  System,
  VersionExplain,
} from '../../../domain/registry/index.js';
import type { RegistrySnapshot, RegistryStore, RegistryWrite } from '../../../domain/registry/ports.js';
import { PREPARED, type Sql } from '../engine/sql-access.js';

interface SystemRow {
  id: string;
  purpose: string;
  domain: string;
  jurisdictions: string[];
  favourable_outcome: 0 | 1;
  owner: string;
  deputy: string | null;
}

interface ActivationRow {
  deployment: string;
  from_ms: number;
  version: string;
  cutoff: number | null;
  policy_digest: string | null;
}

type DeploymentRow = Pick<Deployment, 'id' | 'model' | 'environment'> & { outcome: DeclaredOutcome | null };

interface SnapshotRow {
  systems: SystemRow[];
  models: Model[];
  versions: (Pick<ModelVersion, 'model' | 'digest' | 'label'> & {
    explain: VersionExplain | null;
    builtBy: string[] | null;
    registeredBy: string | null;
  })[];
  deployments: DeploymentRow[];
  activations: ActivationRow[];
}

const SNAPSHOT = `select
  (select coalesce(json_agg(s order by s.id), '[]') from system s) as systems,
  (select coalesce(json_agg(json_build_object('id', id, 'system', system, 'description', description) order by id), '[]')
     from model) as models,
  (select coalesce(json_agg(json_build_object('model', model, 'digest', digest, 'label', label, 'explain', explain,
     'builtBy', built_by, 'registeredBy', registered_by) order by model, digest), '[]')
     from model_version) as versions,
  (select coalesce(json_agg(json_build_object('id', id, 'model', model, 'environment', environment, 'outcome', outcome) order by id), '[]')
     from deployment) as deployments,
  (select coalesce(json_agg(a order by a.deployment, a.from_ms), '[]') from activation a) as activations`;

/** Every version of a row that PostgreSQL holds has a transaction and a place of its own, so that no writer needs to count for this. */
const versionsOf = (table: string): string =>
  `(select count(*) || ':' || coalesce(sum(hashtextextended(xmin::text || ' ' || ctid::text, 0)), 0) from ${table})`;
const REVISION = `select concat_ws(' ', ${['system', 'model', 'model_version', 'deployment', 'activation'].map(versionsOf).join(', ')}) as revision`;

/** Stores the registry in PostgreSQL. */
export class PostgresRegistryStore implements RegistryStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Loads everything in one statement, so that all is of one moment, even within a transaction that writes as well. */
  async load(): Promise<RegistrySnapshot> {
    const [row] = await this.#sql.query<SnapshotRow>(SNAPSHOT);
    const { systems, models, versions, deployments, activations } = row!;
    return {
      systems: systems.map(toSystem),
      models,
      versions: versions.map(({ explain, builtBy, registeredBy, ...version }) => ({
        ...version,
        ...(explain === null ? {} : { explain }),
        ...(builtBy === null ? {} : { builtBy }),
        ...(registeredBy === null ? {} : { registeredBy }),
      })),
      deployments: withActivations(deployments, activations),
    };
  }

  async revision(): Promise<string> {
    const [row] = await this.#sql.query<{ revision: string }>(REVISION, [], PREPARED);
    return row!.revision;
  }

  /** Writes each kind of thing in one statement, so that a thousand of them are not a thousand round trips. */
  async write({ systems, models, versions, deployments, activations }: RegistryWrite): Promise<void> {
    await this.#sql.transaction(async (sql) => {
      const put = async (text: string, rows: readonly object[]): Promise<void> => {
        if (rows.length > 0) await sql.query(text, [JSON.stringify(rows)]);
      };
      await put(WRITE_SYSTEMS, systems);
      await put(WRITE_MODELS, models);
      await put(WRITE_VERSIONS, versions);
      await put(WRITE_DEPLOYMENTS, deployments);
      await put(WRITE_ACTIVATIONS, activations);
    });
  }
}

/** Statements that write the rows of a JSON array, their members as the domain names them. */
const WRITE_SYSTEMS = `insert into system (id, purpose, domain, jurisdictions, favourable_outcome, owner, deputy)
  select r.id, r.purpose, r.domain, r.jurisdictions, r."favourableOutcome", r.owner, r.deputy
  from jsonb_to_recordset($1::jsonb) as r (id text, purpose text, domain text, jurisdictions jsonb, "favourableOutcome" smallint, owner text, deputy text)
  on conflict (id) do update set purpose = excluded.purpose, domain = excluded.domain, jurisdictions = excluded.jurisdictions,
    favourable_outcome = excluded.favourable_outcome, owner = excluded.owner, deputy = coalesce(excluded.deputy, system.deputy)`;
const WRITE_MODELS = `insert into model (id, system, description)
  select r.id, r.system, r.description from jsonb_to_recordset($1::jsonb) as r (id text, system text, description text)
  on conflict (id) do update set system = excluded.system, description = excluded.description`;
const WRITE_VERSIONS = `insert into model_version (model, digest, label, explain, built_by, registered_by)
  select r.model, r.digest, r.label, r.explain, r."builtBy", r."registeredBy"
  from jsonb_to_recordset($1::jsonb)
    as r (model text, digest text, label text, explain jsonb, "builtBy" jsonb, "registeredBy" text)
  on conflict (model, digest) do update set label = excluded.label, explain = coalesce(excluded.explain, model_version.explain),
    built_by = coalesce(excluded.built_by, model_version.built_by)`;
const WRITE_DEPLOYMENTS = `insert into deployment (id, model, environment, outcome)
  select r.id, r.model, r.environment, r.outcome
  from jsonb_to_recordset($1::jsonb) as r (id text, model text, environment text, outcome jsonb)
  on conflict (id) do nothing`;
const WRITE_ACTIVATIONS = `insert into activation (deployment, from_ms, version, cutoff, policy_digest)
  select r.deployment, r."fromMs", r.version, r.cutoff, r."policyDigest"
  from jsonb_to_recordset($1::jsonb)
    as r (deployment text, "fromMs" bigint, version text, cutoff double precision, "policyDigest" text)`;

const toSystem = ({ favourable_outcome: favourableOutcome, deputy, ...system }: SystemRow): System => ({
  ...system,
  favourableOutcome,
  ...(deputy === null ? {} : { deputy }),
});

function withActivations(deployments: readonly DeploymentRow[], rows: readonly ActivationRow[]): Deployment[] {
  const byDeployment = new Map<string, Activation[]>();
  for (const row of rows) {
    const list = byDeployment.get(row.deployment) ?? [];
    const { from_ms: fromMs, version, cutoff, policy_digest: policyDigest } = row;
    list.push({ fromMs, version, cutoff, policyDigest });
    byDeployment.set(row.deployment, list);
  }
  return deployments.map(({ outcome, ...deployment }) => ({
    ...deployment,
    ...(outcome === null ? {} : { outcome }),
    activations: byDeployment.get(deployment.id) ?? [],
  }));
}
