import type { DeclaredOutcome } from '../../../core/policy/sections/index.js';
import type { Activation, Deployment, Model, ModelVersion, System } from '../../../domain/registry/index.js';
import type { RegistrySnapshot, RegistryStore, RegistryWrite } from '../../../domain/registry/ports.js';
import type { Sql } from '../engine/sql-access.js';

interface SystemRow {
  id: string;
  purpose: string;
  domain: string;
  jurisdictions: string[];
  favourable_outcome: 0 | 1;
  owner: string;
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
  versions: ModelVersion[];
  deployments: DeploymentRow[];
  activations: ActivationRow[];
}

const SNAPSHOT = `select
  (select coalesce(json_agg(s order by s.id), '[]') from system s) as systems,
  (select coalesce(json_agg(json_build_object('id', id, 'system', system, 'description', description) order by id), '[]')
     from model) as models,
  (select coalesce(json_agg(json_build_object('model', model, 'digest', digest, 'label', label) order by model, digest), '[]')
     from model_version) as versions,
  (select coalesce(json_agg(json_build_object('id', id, 'model', model, 'environment', environment, 'outcome', outcome) order by id), '[]')
     from deployment) as deployments,
  (select coalesce(json_agg(a order by a.deployment, a.from_ms), '[]') from activation a) as activations`;

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
      versions,
      deployments: withActivations(deployments, activations),
    };
  }

  async write(change: RegistryWrite): Promise<void> {
    await this.#sql.transaction(async (sql) => {
      for (const system of change.systems) await writeSystem(sql, system);
      for (const { id, system, description } of change.models) {
        const text = `insert into model (id, system, description) values ($1, $2, $3)
          on conflict (id) do update set system = excluded.system, description = excluded.description`;
        await sql.query(text, [id, system, description]);
      }
      for (const { model, digest, label } of change.versions) {
        const text = `insert into model_version (model, digest, label) values ($1, $2, $3)
          on conflict (model, digest) do update set label = excluded.label`;
        await sql.query(text, [model, digest, label]);
      }
      for (const { id, model, environment, outcome } of change.deployments) {
        const text = `insert into deployment (id, model, environment, outcome) values ($1, $2, $3, $4)
          on conflict (id) do nothing`;
        await sql.query(text, [id, model, environment, outcome === undefined ? null : JSON.stringify(outcome)]);
      }
      for (const { deployment, fromMs, version, cutoff, policyDigest } of change.activations) {
        const text =
          'insert into activation (deployment, from_ms, version, cutoff, policy_digest) values ($1, $2, $3, $4, $5)';
        await sql.query(text, [deployment, fromMs, version, cutoff, policyDigest]);
      }
    });
  }
}

async function writeSystem(sql: Sql, system: System): Promise<void> {
  const text = `insert into system (id, purpose, domain, jurisdictions, favourable_outcome, owner)
    values ($1, $2, $3, $4, $5, $6) on conflict (id) do update set purpose = excluded.purpose, domain = excluded.domain,
    jurisdictions = excluded.jurisdictions, favourable_outcome = excluded.favourable_outcome, owner = excluded.owner`;
  const { id, purpose, domain, jurisdictions, favourableOutcome, owner } = system;
  await sql.query(text, [id, purpose, domain, JSON.stringify(jurisdictions), favourableOutcome, owner]);
}

const toSystem = ({ favourable_outcome: favourableOutcome, ...system }: SystemRow): System => ({
  ...system,
  favourableOutcome,
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
