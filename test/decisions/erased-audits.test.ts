import { describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { canonicalJson } from '../../src/core/base/canonical-json.js';
import { Acts } from '../../src/domain/acts/index.js';
import { auditActs, auditEvents, StoredAudits } from '../../src/domain/audits/recorded/index.js';
import type { StoredAudit } from '../../src/domain/audits/recorded/ports.js';
import type { AuditResult } from '../../src/domain/audits/result/index.js';
import { decisionEvents } from '../../src/domain/decisions/events/index.js';
import type { RetentionClass } from '../../src/domain/decisions/subjects/index.js';
import { ledgerEvents } from '../../src/domain/log/events/index.js';
import { registryEvents } from '../../src/domain/registry/events/index.js';
import { runningService } from './support/running.js';
import { ndjson, reader, record, sender } from './support/service.js';
import { openTestStore } from './support/store.js';

const running = runningService({
  epochMs: 0,
  events: [...ledgerEvents, ...decisionEvents, ...registryEvents, ...auditEvents],
});
const POLICY = 'tribune: policy/v1\nname: p\n';
const RESULT = { verdict: 'fail', data: { rows: 1 }, groups: [{ race: 'Hmong', n: 1 }] } as unknown as AuditResult;
const request = { basis: 'GDPR Art. 17', requestedBy: 'dpo' };

const sql = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
  running.store.sql.query<Row>(text, values);

function audits(): StoredAudits {
  const { store, service } = running;
  const acts = new Acts({ transactions: store.transactions, log: service.log, runtime: nodeRuntime, acts: auditActs });
  const { results, noteRead } = service.history;
  return new StoredAudits({ store: store.audits, acts, runtime: nodeRuntime, results, noteRead });
}

const mark = (): number => running.service.history.results.mark();
const keep = (more: Partial<StoredAudit> & { readonly mark?: number } = {}): Promise<StoredAudit> =>
  audits().keep(RESULT, POLICY, {
    deployment: 'compas/prod',
    by: 'ann',
    sight: 'persons',
    size: 1000,
    mark: mark(),
    ...more,
  });
const read = ({ id }: StoredAudit) => audits().read(id, 'persons', reader);
const decided = (subject: string) => running.service.ingest.decisions(ndjson([record({ subject })]), sender);
const gone = (audit: StoredAudit) =>
  expect(read(audit)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    reason: 'audit.result-erased',
    remedy: expect.stringContaining('Make the audit anew'),
  });
const erased = async (subject: string): Promise<{ readonly results?: number }> => {
  const { ledgerIndex } = await running.service.subjects.erase(subject, request);
  const [opened] = await running.service.history.opened(
    (await running.store.decisions.readAt('main', ledgerIndex!))!.seq,
    1,
  );
  return JSON.parse(new TextDecoder().decode(opened!.payload.contents[0]!)) as { results?: number };
};

describe('stored results of audits that show persons', () => {
  it('stand in the database sealed alone; those of groups as text', async () => {
    await decided('ann');
    const [persons, groups] = [await keep(), await keep({ sight: 'groups' })];
    expect((await read(persons)).result).toEqual(RESULT);
    const texts = await sql<{ content: string }>('select content from audit_text where digest = $1', [
      persons.resultDigest,
    ]);
    expect(texts).toHaveLength(1);
    await sql('delete from audit_text where digest = $1', [persons.resultDigest]);
    expect((await read(persons)).result, 'it needs no text').toEqual(RESULT);
    await expect(read(groups)).rejects.toMatchObject({ code: 'STORE_INVALID' });
    const [{ row }] = (await sql<{ row: string }>('select to_jsonb(r)::text as row from audit_run r where id = $1', [
      persons.id,
    ])) as [{ row: string }];
    expect(row).not.toContain(Buffer.from('Hmong').toString('hex'));
  });

  it('are destroyed by the erasure of a subject that they may hold; row, verdict and digests stay, and the entry counts them', async () => {
    await decided('bob');
    const { size } = await running.store.decisions.size('main');
    const held = await keep({ size });
    const others = [
      await keep({ size: size - 1 }),
      await keep({ deployment: 'other/prod', size }),
      await keep({ sight: 'groups', size }),
    ];
    const older = (await audits().list({ sight: 'persons', limit: 99 })).find(
      (one) => one.size === 1000 && one.sight === 'persons',
    )!;
    const [slot] = await sql<{ page: string; slot: number; sealed: Buffer }>(
      'select page, slot, sealed from audit_run where id = $1',
      [held.id],
    );
    expect((await erased('bob')).results).toBe(2);
    for (const audit of [held, older]) await gone(audit);
    for (const audit of others) expect((await read(audit)).result).toEqual(RESULT);
    const listed = (await audits().list({ sight: 'persons', limit: 99 })).find(({ id }) => id === held.id);
    const { verdict, resultDigest, policyDigest } = held;
    expect(listed).toMatchObject({ verdict, resultDigest, policyDigest, erasure: expect.any(String) });
    // The key is gone: what somebody kept of the row opens nothing.
    const part = { page: Number(slot!.page), slot: slot!.slot, bytes: slot!.sealed };
    await expect(running.service.history.results.open(held, part)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await running.service.subjects.turnEpoch();
    for (const audit of others) expect((await read(audit)).result, 'after a turn of the epoch').toEqual(RESULT);
    await running.restart();
    await gone(held);
    expect((await read(others[0]!)).result).toEqual(RESULT);
  });

  it('are not stored of an audit that had begun to read before the erasure', async () => {
    await decided('eve');
    const before = mark();
    await erased('eve');
    const late = await keep({ mark: before });
    expect(late.erasure).toEqual(expect.any(String));
    await gone(late);
    expect((await read(await keep())).result, 'one that began after it').toEqual(RESULT);
    expect((await read(await keep({ mark: before, deployment: 'other/prod' }))).result).toEqual(RESULT);
  });

  it('are refused where somebody changed the row, and destroyed all the same', async () => {
    await decided('joe');
    const changed = await keep();
    for (const [change, back] of [
      ["erasure = '00000000-0000-4000-8000-000000000001'", 'erasure = null'],
      ['log_size = 0', 'log_size = 1000'],
      [`deployment = 'x'`, `deployment = 'compas/prod'`],
      [
        'sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)',
        'sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)',
      ],
      ['slot = slot + 1', 'slot = slot - 1'],
    ] as const) {
      await sql(`update audit_run set ${change} where id = $1`, [changed.id]);
      await expect(read(changed), change).rejects.toMatchObject({ code: 'STORE_INVALID' });
      await sql(`update audit_run set ${back} where id = $1`, [changed.id]);
    }
    expect((await read(changed)).result).toEqual(RESULT);
    await sql('update audit_run set log_size = 0 where id = $1', [changed.id]);
    await erased('joe');
    expect(await sql('select sealed from audit_run where id = $1', [changed.id])).toEqual([{ sealed: null }]);
    await sql('delete from audit_run where id = $1', [changed.id]);
  });

  it('are kept where a hold was set on a decision while its time ran out, and destroyed with it later', async () => {
    await decided('max');
    const { size, nextSeq } = await running.store.decisions.size('main');
    const held = await keep({ size });
    const own = { id: 'ours', keep: '1 day', basis: 'ours', source: 'test' } as unknown as RetentionClass;
    const rule = { keep: '1 day', classOf: new Map([['compas/prod', own]]) };
    const due = [{ seq: nextSeq - 1, position: 0, subject: 'max', deployment: 'compas/prod' }];
    const extents = [{ deployment: 'compas/prod', endIndex: size }];
    const results = await running.service.erasures.resultsMadeOf(extents);
    const expire = () => running.service.erasures.expire(due, rule, extents);
    const { id } = await running.service.subjects.setHold('max', {
      owner: 'legal',
      reason: 'claim',
      reviewAt: '2040-01-01T00:00:00Z',
    });
    const before = await running.store.decisions.size('main');
    expect(await expire()).toEqual({ certificate: null, kept: due, results: 0 });
    expect(await running.store.decisions.size('main'), 'no entry tells of an erasure of nothing').toEqual(before);
    expect((await read(held)).result).toEqual(RESULT);
    await running.service.subjects.releaseHold(id, 'legal');
    expect(await expire()).toMatchObject({ certificate: { records: 1 }, kept: [], results });
    await gone(held);
  });

  it('of a database of before are sealed at the upgrade, and their texts removed', async () => {
    const OLD = { ...RESULT, old: true } as AuditResult;
    const facts = { deployment: 'compas/prod', by: 'ann', sight: 'persons', size: 1000, mark: mark() } as const;
    const audit = await audits().keep(OLD, POLICY, facts);
    await running.service.close();
    // As an older program left it.
    await sql('insert into audit_text (digest, content) values ($1, $2)', [
      audit.resultDigest,
      canonicalJson(JSON.parse(JSON.stringify(OLD))),
    ]);
    await sql('alter table audit_run drop column page, drop column slot, drop column sealed, drop column erasure');
    await sql(
      'alter table audit_run add constraint audit_run_result_digest_fkey foreign key (result_digest) references audit_text not valid',
    );
    await sql('drop index audit_run_result');
    await sql("delete from schema_migration where version = 'audits/0002'");
    await running.store.close();
    running.store = await openTestStore(running.path, { isSetBack: true });
    await running.restart();
    expect((await read(audit)).result).toEqual(OLD);
    expect(await sql('select 1 from audit_text where digest = $1', [audit.resultDigest])).toEqual([]);
    await decided('sue');
    await erased('sue');
    await gone(audit);
  });
});
