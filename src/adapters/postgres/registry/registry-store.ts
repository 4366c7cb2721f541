import type { PendingEvent } from '../../../domain/log/ports/index.js';
import type { Activation, Deployment, Model, ModelVersion, System } from '../../../domain/registry/index.js';
import type { RegistrySnapshot, RegistryStore, RegistryWrite } from '../../../domain/registry/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { insertEvent } from '../log/outbox.js';
import type { EventSeal } from '../tables/store-room.js';

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
  from_ms: string;
  version: string;
  cutoff: number | null;
  policy_digest: string | null;
}

/** The registry in PostgreSQL. */
export class PostgresRegistryStore implements RegistryStore {
  readonly #sql: Sql;
  readonly #seal: EventSeal;

  constructor(sql: Sql, seal: EventSeal) {
    this.#sql = sql;
    this.#seal = seal;
  }

  async load(): Promise<RegistrySnapshot> {
    return this.#sql.transaction(async (sql) => {
      await sql.query('set transaction isolation level repeatable read read only');
      const systems = await sql.query<SystemRow>('select * from system order by id');
      const models = await sql.query<Model>('select id, system, description from model order by id');
      const versions = await sql.query<ModelVersion>(
        'select model, digest, label from model_version order by model, digest',
      );
      const deployments = await sql.query<Deployment>('select id, model, environment from deployment order by id');
      const activations = await sql.query<ActivationRow>('select * from activation order by deployment, from_ms');
      return {
        systems: systems.map(toSystem),
        models,
        versions,
        deployments: withActivations(deployments, activations),
      };
    });
  }

  async write(change: RegistryWrite, events: readonly PendingEvent[] = []): Promise<void> {
    await this.#sql.transaction(async (sql) => {
      for (const event of events) await insertEvent(sql, event, this.#seal);
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
      for (const { id, model, environment } of change.deployments) {
        const text = `insert into deployment (id, model, environment) values ($1, $2, $3) on conflict (id) do nothing`;
        await sql.query(text, [id, model, environment]);
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

function withActivations(
  deployments: readonly Omit<Deployment, 'activations'>[],
  rows: readonly ActivationRow[],
): Deployment[] {
  const byDeployment = new Map<string, Activation[]>();
  for (const row of rows) {
    const list = byDeployment.get(row.deployment) ?? [];
    const { version, cutoff, policy_digest: policyDigest } = row;
    list.push({ fromMs: Number(row.from_ms), version, cutoff, policyDigest });
    byDeployment.set(row.deployment, list);
  }
  return deployments.map((deployment) => ({ ...deployment, activations: byDeployment.get(deployment.id) ?? [] }));
}
