import { beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { LoggedRegistry } from '../../src/domain/decisions/check/logged-registry.js';
import { type DecisionServices, openDecisionService } from '../../src/domain/decisions/service.js';
import type { PendingEvent } from '../../src/domain/log/ports/index.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import { registryEvent } from '../../src/domain/registry/events/index.js';
import type { RegistryChange, RegistryDocument } from '../../src/domain/registry/types.js';
import { runningStore } from './support/running.js';
import { clockedRuntime, newId, registryDocument, version } from './support/service.js';

const runtime = clockedRuntime();
const running = runningStore();
const TABLES = ['system', 'model', 'model_version', 'deployment', 'activation'];
const [deployment] = registryDocument.deployments!;
const other = `sha256:${'5'.repeat(64)}`;
const explained = `sha256:${'6'.repeat(64)}`;

const eventOf = (change: RegistryChange): PendingEvent => ({
  ...registryEvent(change, 'test'),
  id: newId(),
  log: 'main',
});
const apply = (document: RegistryDocument): Promise<RegistryChange[]> =>
  running.store.transactions.run(async ({ stores, saveEvent }) => {
    const changes = await applyRegistry(stores.registry, document, runtime.nowMs());
    for (const change of changes) await saveEvent(eventOf(change));
    return changes;
  });

/** Opens the service on what stands there, with the events that wait as entries. */
async function opened<T>(work: (service: DecisionServices) => Promise<T>): Promise<T> {
  const { store } = running;
  const stores = { stores: store, registry: store.registry, signers: store.signers };
  const service = await openDecisionService({ ...stores, runtime: nodeRuntime, ledger: { checkIntervalMs: 0 } });
  try {
    return await work(service);
  } finally {
    await service.close();
  }
}

const refusal = (): Promise<string> =>
  opened((service) => service.log.verify()).then(
    () => 'nothing',
    (cause: { code: string; message: string }) => `${cause.code}: ${cause.message}`,
  );

const sql = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
  running.store.sql.query<Row>(text, values);

describe('the registry is what its entries tell', () => {
  beforeAll(async () => {
    await apply(registryDocument);
    runtime.advance(1000);
    await apply({ systems: [{ ...registryDocument.systems![0]!, owner: 'else@example.org' }] });
    await apply({ models: [{ ...registryDocument.models![0]!, description: 'another' }] });
    await apply({ versions: [{ model: 'compas', digest: other, label: '2' }] });
    await apply({ versions: [{ model: 'compas', digest: explained, label: '3', explain: { background: version } }] });
    runtime.advance(1000);
    await apply({ deployments: [{ ...deployment!, cutoff: 0.6 }] });
    runtime.advance(1000);
    await apply({ deployments: [{ ...deployment!, cutoff: 0.6, version: other, policyDigest: version }] });
    // Whoever has the password does not mind references between tables.
    for (const table of TABLES) await sql(`alter table ${table} disable trigger all`);
  }, 120_000);

  it('while they wait, and once they are entries', async () => {
    expect(await refusal()).toBe('nothing');
    await opened(async (service) => {
      await service.log.flush();
      await service.log.verify();
      runtime.advance(1000);
      await apply({ deployments: [{ ...deployment!, cutoff: 0.55, version: other, policyDigest: version }] });
      await service.log.verify();
    });
    expect(await refusal()).toBe('nothing');
  });

  it('every column that is edited and every row that is removed or planted is named by the check', async () => {
    const columns = await sql<{ table: string; column: string; type: string }>(
      `select table_name as table, column_name as column, data_type as type from information_schema.columns
       where table_schema = 'public' and table_name = any($1)`,
      [TABLES],
    );
    const OTHER: Readonly<Record<string, (column: string) => string>> = {
      text: (column) => `coalesce(${column}, '') || 'x'`,
      bigint: (column) => `${column} + 1`,
      smallint: (column) => `1 - ${column}`,
      integer: (column) => `1 - ${column}`,
      'double precision': (column) => `coalesce(${column}, 0) + 0.01`,
      jsonb: () => `'["DE"]'::jsonb`,
    };
    expect(new Set(columns.map(({ table }) => table)).size).toBe(TABLES.length);
    const unnoticed: string[] = [];
    const demandNamed = async (what: string): Promise<void> => {
      const said = await refusal();
      if (!/^LEDGER_INVALID: .* in the registry is not what the log says of it/.test(said))
        unnoticed.push(`${what}: ${said}`);
    };
    for (const table of TABLES) {
      const rows = await sql<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`);
      const restore = async (): Promise<void> => {
        await sql(`delete from ${table}`);
        for (const { row } of rows)
          await sql(`insert into ${table} select * from jsonb_populate_record(null::${table}, $1)`, [row]);
      };
      for (const { column, type } of columns.filter((one) => one.table === table)) {
        await sql(
          `update ${table} set ${column} = ${OTHER[type]!(column)} where ctid = (select min(ctid) from ${table})`,
        );
        await demandNamed(`${table}.${column} edited`);
        await restore();
      }
      if (table === 'model_version') {
        // With what decisions are explained may be registered or not: each becomes the other.
        for (const explain of ['null', `'{"background": "${other}"}'`]) {
          await sql(`update model_version set explain = ${explain} where digest = $1`, [explained]);
          await demandNamed(`explain of a version that names it set to ${explain}`);
          await restore();
        }
        await sql(`insert into model_version (model, digest, label, explain) values ('compas', $1, 'x', '{}')`, [
          `sha256:${'7'.repeat(64)}`,
        ]);
        await demandNamed('version planted with explain');
        await restore();
      }
      for (const { row } of rows) {
        await sql(`delete from ${table} where to_jsonb(${table}) = $1::jsonb`, [row]);
        await demandNamed(`${table} removed`);
        await restore();
      }
    }
    await sql(`insert into activation (deployment, from_ms, version, cutoff) values ('compas/prod', 5, $1, 0.01)`, [
      version,
    ]);
    await demandNamed('activation planted');
    await sql('delete from activation where from_ms = 5');
    await sql(`insert into deployment (id, model, environment) values ('compas/test', 'compas', 'test')`);
    await demandNamed('deployment planted');
    await sql(`delete from deployment where id = 'compas/test'`);
    expect(unnoticed).toEqual([]);
    expect(await refusal()).toBe('nothing');
  }, 240_000);
});

describe('entries of programs of before', () => {
  const rows = {
    systems: [],
    models: [],
    versions: [],
    deployments: [
      {
        id: 'm/prod',
        model: 'm',
        environment: 'prod',
        activations: [{ fromMs: 0, version, cutoff: 0.5, policyDigest: null }],
      },
    ],
  };
  const blind = { id: newId(), type: 'deployment.activated', payload: { id: 'm/prod', by: 'test' } };

  it('that do not say what was activated vouch for one activation each', () => {
    const told = new LoggedRegistry();
    told.take(blind);
    expect(told.difference(rows, [])).toBeNull();
    const more = { ...rows.deployments[0]!.activations[0]!, fromMs: 7 };
    const planted = [{ ...rows.deployments[0]!, activations: [...rows.deployments[0]!.activations, more] }];
    expect(told.difference({ ...rows, deployments: planted }, [])).toContain('activation of deployment m/prod');
  });

  it('that tell of no activation at all leave the registry alone', () => {
    expect(new LoggedRegistry().difference(rows, [])).toBeNull();
  });
});
