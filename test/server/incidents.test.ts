import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { cli } from '../e2e/support.js';
import { DEPLOYMENT, openIncidentDesk, PLAN, type Told } from './support/incident-desk.js';
import { ndjson, REGISTRY, record } from './support/real.js';
import { watchedPolicy } from './support/watched-decisions.js';

const LONG = { timeout: 30_000 };
const DAY_MS = 86_400_000;
const { folder, real, keys, call, get, post, opened, changed, timeline, asPerson, close } = await openIncidentDesk();
afterAll(close, 60_000);

describe('an incident plan', () => {
  it('is missing until somebody writes one, and its readiness says what is missing in it', async () => {
    const { plans } = await get('/v1/incident-plans');
    expect(plans).toMatchObject([{ scope: PLAN.scope, revision: null, readiness: { status: 'missing' } }]);
    expect((await call('/v1/incident-plan?system=compas', keys.reader)).status).toBe(404);
    const { body } = await post('/v1/incident-plans', { ...PLAN, budget: '', drills: [] });
    expect(body.readiness.status).toBe('incomplete');
    expect(body.readiness.gaps.map(({ what }: Told) => what)).toEqual(['budget', 'drills']);
  });

  it('is kept by revision, and changes nothing where it says the same', async () => {
    expect((await post('/v1/incident-plans', PLAN)).body).toMatchObject({
      ...{ isNew: true, plan: { revision: 2 }, readiness: { status: 'ready' } },
    });
    expect((await post('/v1/incident-plans', PLAN)).body).toMatchObject({ isNew: false, plan: { revision: 2 } });
    expect((await get('/v1/incident-plan?system=compas&revision=1')).plan).toMatchObject({ revision: 1, budget: '' });
    expect((await post('/v1/incident-plans?read=1', { ...PLAN, budget: 'x' })).status).toBe(409);
  });

  it('is refused by name where it names what there is not', async () => {
    const why = async (more: object) => (await post('/v1/incident-plans', { ...PLAN, ...more })).body;
    expect(await why({ scope: { kind: 'system', system: 'compass' } })).toMatchObject({
      remedy: 'Did you mean "compas"?',
    });
    expect(await why({ duties: ['eu-gdpr-34'] })).toMatchObject({
      code: 'INVALID',
      remedy: 'Did you mean "eu-gdpr-33"?',
    });
    expect(await why({ drills: [{ day: '2999-01-01', what: 'x' }] })).toMatchObject({
      message: '2999-01-01 has not come yet',
    });
    expect(await why({ reassessedOn: '2026-02-30' })).toMatchObject({ code: 'BODY_INVALID' });
    expect(await why({ budgett: '1' })).toMatchObject({ code: 'BODY_INVALID' });
  });
});

describe('an incident', () => {
  it('freezes what stands, begins the clocks of its facts, and is opened once for one id', async () => {
    await post('/v1/incident-plans', { ...PLAN, duties: ['eu-ai-act-73-serious', 'eu-gdpr-33'] });
    const id = crypto.randomUUID();
    const awareAt = new Date(Date.now() - DAY_MS).toISOString();
    const body = { id, facts: ['fundamental-rights', 'personal-data-breach'], awareAt, text: 'a call came' };
    const twice = await post('/v1/incidents', { title: 'x', severity: 'minor', scope: PLAN.scope, alerts: ['1', '1'] });
    expect(twice.body).toMatchObject({
      code: 'BODY_INVALID',
      message: expect.stringContaining('an alert stands twice'),
    });
    const one = await opened(body);
    expect(await opened(body)).toMatchObject({ id, revision: 1 });
    expect(one.frozen).toMatchObject({
      deployments: [{ deployment: DEPLOYMENT, monitor: null }],
      plan: { scope: 'system compas', revision: 3 },
      problems: [],
    });
    const due = (days: number) => new Date(Date.parse(awareAt) + days * DAY_MS).toISOString();
    expect(one.clocks).toMatchObject([
      { duty: 'eu-ai-act-73-serious', dueAt: due(15), status: 'running' },
      { duty: 'eu-gdpr-33', dueAt: due(3), status: 'running' },
    ]);
    expect(await timeline(id)).toMatchObject([{ number: 1, kind: 'opened', text: 'a call came' }]);
    expect((await get('/v1/incidents?state=open')).incidents).toMatchObject([
      { id, nextDueAt: due(3), isOverdue: false },
    ]);
  });

  it('raises an alert when the time of a report is over, until it was filed', async () => {
    const awareAt = new Date(Date.now() - 4 * DAY_MS).toISOString();
    const { id } = await opened({ severity: 'major', facts: ['personal-data-breach'], awareAt });
    const { alerts: list, runJob } = real.server.plane.deps;
    const alerts = async () => {
      runJob('incident-clocks');
      return list.list({ labels: { incident: id }, limit: 10 });
    };
    const labels = { kind: 'incident-clock', duty: 'eu-gdpr-33', call: 'overdue', deployment: DEPLOYMENT };
    await expect.poll(alerts, LONG).toMatchObject([{ state: 'firing', severity: 'page', labels }]);
    await changed(id, { kind: 'filed', duty: 'eu-gdpr-33', at: new Date().toISOString(), reference: 'case 7' });
    await expect.poll(alerts, LONG).toMatchObject([{ state: 'resolved' }]);
  });

  it('takes the changes of two people at once, and lets neither write over the other', async () => {
    const { id, revision } = await opened();
    const notes = await Promise.all(
      Array.from({ length: 8 }, (_, n) => changed(id, { kind: 'note', text: `note ${n}` })),
    );
    expect(notes.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect((await timeline(id)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await changed(id, { kind: 'cause', cause: 'drift' })).body).toMatchObject({ code: 'INVALID' });
    expect((await changed(id, { kind: 'cause', cause: 'drift' }, revision)).body).toMatchObject({ code: 'CONFLICT' });
    const both = await Promise.all(
      ['data', 'attack'].map((cause) => changed(id, { kind: 'cause', cause }, revision + 8)),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('keeps texts as they are written: other scripts, right to left, ten thousand characters', async () => {
    const title = 'حادث تمييز في الإقراض 借貸事故 🏦';
    const { id } = await opened({ title });
    const text = '\u202Eגיל 🏦'.repeat(1666);
    expect((await changed(id, { kind: 'note', text })).status).toBe(200);
    expect((await get(`/v1/incidents/${id}`)).title).toBe(title);
    expect((await timeline(id)).at(-1).text).toBe(text);
    expect((await changed(id, { kind: 'note', text: 'x'.repeat(10_001) })).body.code).toBe('BODY_INVALID');
    expect((await changed(id, { kind: 'note', text: 'a\u0000b' })).body.code).toBe('BODY_INVALID');
  });

  it('notes what happens to what it is about, and links the stop', async () => {
    const { id } = await opened();
    const scope = { kind: 'deployment', deployment: DEPLOYMENT };
    const stop = (await post('/v1/stops', { scope, mode: 'review', reason: 'test' }, keys.stopper)).body;
    await expect.poll(async () => (await timeline(id)).map(({ kind }) => kind), LONG).toContain('stop.thrown');
    expect((await get(`/v1/incidents/${id}`)).links).toMatchObject([{ kind: 'stop', id: stop.id, by: 'service' }]);
  });

  it('sets a hold on whom a linked decision is about, in the same act', async () => {
    const { id } = await opened();
    const decision = crypto.randomUUID();
    const sent = await real.call('/v1/decisions', {
      ...{ key: keys.sender, headers: { 'content-type': 'application/x-ndjson' } },
      body: ndjson(record({ id: decision, subject: 'held-person' })),
    });
    expect(sent.status).toBe(200);
    const linked = await post(`/v1/incidents/${id}/decisions`, { decision }, keys.holder);
    expect(linked.body.message).toBeUndefined();
    expect(linked.body.links).toMatchObject([{ kind: 'decision', id: decision, hold: expect.any(String) }]);
    expect((await post(`/v1/incidents/${id}/decisions`, { decision }, keys.holder)).status).toBe(409);
    const { body: holds } = await call('/v1/holds', keys.holder);
    expect(holds.holds).toHaveLength(1);
    const erase = { subject: 'held-person', basis: 'test' };
    expect((await post('/v1/erasures', erase, keys.holder)).body.code).toBe('HOLD_ACTIVE');
    const unknown = { decision: crypto.randomUUID() };
    expect((await post(`/v1/incidents/${id}/decisions`, unknown, keys.holder)).body.code).toBe('DECISION_UNKNOWN');
    expect((await post(`/v1/incidents/${id}/decisions`, { decision }, keys.writer)).status).toBe(403);
  });

  it('is closed on evidence alone, once nothing of it is open, and opened again', async () => {
    const { id } = await opened({ severity: 'major', facts: ['personal-data-breach'] });
    const at = async () => (await get(`/v1/incidents/${id}`)).revision;
    const closing = async (more: object = {}) =>
      post(`/v1/incidents/${id}/close`, {
        ...{ revision: await at(), text: 'over', evidence: [{ kind: 'document', id: 'minutes of 29 November' }] },
        ...{ answeredBy: 'Ann Lee', ...more },
      });
    expect((await closing({ evidence: [] })).body.code).toBe('BODY_INVALID');
    expect((await closing({ answeredBy: undefined })).body.message).toBe('nobody answers for the closing');
    expect((await closing({ evidence: [{ kind: 'audit', id: crypto.randomUUID() }] })).status).toBe(404);
    const dueAt = new Date(Date.now() + DAY_MS).toISOString();
    await changed(id, { kind: 'action', text: 'retrain', owner: 'dev', dueAt });
    expect((await closing()).body.message).toContain(
      'its cause is not named; actions are open: 1; reports are neither filed nor waived: eu-gdpr-33; it has no post-mortem',
    );
    await changed(id, { kind: 'cause', cause: 'data' }, await at());
    await changed(id, { kind: 'action-done', action: 1, evidence: 'version 8' });
    await changed(id, { kind: 'filed', duty: 'eu-gdpr-33', at: new Date().toISOString(), reference: 'case 12' });
    await changed(id, { kind: 'post-mortem', text: 'income was in cents' }, await at());
    expect((await closing()).body).toMatchObject({
      state: 'closed',
      closing: { answeredBy: 'Ann Lee' },
      closingNeeds: [],
    });
    expect((await changed(id, { kind: 'cause', cause: 'drift' }, await at())).status).toBe(409);
    expect((await changed(id, { kind: 'note', text: 'later' })).status).toBe(200);
    const reopened = await post(`/v1/incidents/${id}/reopen`, { revision: await at(), text: 'again' });
    expect(reopened.body).toMatchObject({
      state: 'investigating',
      closing: null,
      clocks: [{ status: 'filed in time' }],
    });
  });

  it('is told in a report of which every line has a source, in three forms', async () => {
    const { id } = await opened({ title: 'A | <b>B</b> @all', text: 'line one\nline two' });
    const report = async (form: string) =>
      (await real.call(`/v1/incidents/${id}/report?form=${form}`, { key: keys.reader })).text();
    const { sections } = JSON.parse(await report('json')) as Told;
    for (const { lines } of sections) for (const line of lines) expect(line.source).not.toBe('');
    const html = await report('html');
    expect(html).toContain('A | &lt;b&gt;B&lt;/b&gt; @all');
    expect(html).toContain('<bdi>line one</bdi><br><bdi>line two</bdi>');
    const md = await report('md');
    expect(md).toContain('# A \\| &lt;b&gt;B&lt;/b&gt; @\u2060all');
    expect(md.toLowerCase()).not.toContain('compliant');
  });

  it('is told to an authority by what that asks for, with what is missing and who can say it', async () => {
    const { id, revision } = await opened({ facts: ['personal-data-breach'] });
    const change = { kind: 'statement', template: 'eu-gdpr-33', field: 'controller', text: 'Lending GmbH <b>' };
    const { status, body } = await post(`/v1/incidents/${id}/changes`, { revision, change });
    expect([status, body.revision]).toEqual([200, revision + 1]);
    const { templates } = await get(`/v1/incidents/${id}/templates`);
    expect(templates.map((one: Told) => [one.id, one.isAsked])).toEqual([
      ['eu-ai-act-73', false],
      ['eu-gdpr-33', true],
    ]);
    const missing = templates[1].missing.map(({ field }: Told) => field);
    expect([missing.includes('controller'), missing.includes('consequences')]).toEqual([false, true]);
    const report = (form: string, template = 'eu-gdpr-33') =>
      real.call(`/v1/incidents/${id}/report?form=${form}&template=${template}`, { key: keys.reader });
    expect(await (await report('html')).text()).toContain('Lending GmbH &lt;b&gt;');
    expect(await (await report('md')).text()).toContain('What is missing, and who can say it');
    expect(await (await report('json')).json()).toMatchObject({ template: { id: 'eu-gdpr-33' } });
    expect(await (await report('json', 'eu-gdpr-34')).json()).toMatchObject({ remedy: 'Did you mean eu-gdpr-33?' });
    const wrong = { revision: revision + 1, change: { ...change, field: 'controler' } };
    expect((await post(`/v1/incidents/${id}/changes`, wrong)).body.remedy).toBe('Did you mean controller?');
    const waived = { kind: 'waived', duty: 'eu-gdpr-33', reason: 'nobody is put at risk' };
    expect((await post(`/v1/incidents/${id}/changes`, { change: waived })).status).toBe(200);
    const asked = (await get(`/v1/incidents/${id}/templates`)).templates.map((one: Told) => one.isAsked);
    expect(asked).toEqual([false, false]);
  });

  it('is read by everybody inside, and changed by who leads it or has a role in it', async () => {
    const { id } = await opened();
    const note = { change: { kind: 'note', text: 'x' } };
    expect((await post(`/v1/incidents/${id}/changes`, note, keys.reader)).status).toBe(403);
    expect((await asPerson('aud', `/v1/incidents/${id}`)).body).toMatchObject({ id, may: [] });
    expect((await asPerson('dev', `/v1/incidents/${id}/changes`, note)).status).toBe(403);
    const { revision } = await get(`/v1/incidents/${id}`);
    const role = { revision, change: { kind: 'role', role: 'technical', who: 'dev' } };
    expect((await asPerson('lead', `/v1/incidents/${id}/changes`, role)).body.roles).toEqual({ technical: 'dev' });
    expect((await asPerson('dev', `/v1/incidents/${id}`)).body.may).toEqual(['change']);
    expect((await asPerson('dev', `/v1/incidents/${id}/changes`, note)).status).toBe(200);
  });

  it('is not what somebody makes of its row', async () => {
    const { id } = await opened();
    const { sql } = real.server.plane.store;
    await sql.query('update incident set is_closed = true where id = $1', [id]);
    expect((await call(`/v1/incidents/${id}`, keys.reader)).body.code).toBe('STORE_INVALID');
    await sql.query('update incident set is_closed = false where id = $1', [id]);
    expect((await get(`/v1/incidents/${id}`)).id).toBe(id);
    // What was noted in one is not to be read as an item of another, nor an older plan as the newest.
    const moved = 'update incident_item set incident = $1 where number = 2 and incident = $2';
    const { id: other } = await opened();
    await changed(other, { kind: 'note', text: 'of the other' });
    await sql.query(moved, [id, other]);
    expect((await call(`/v1/incidents/${id}/timeline`, keys.reader)).body.code).toBe('STORE_INVALID');
    await sql.query(moved, [other, id]);
    await sql.query('update incident_plan set revision = revision + 100 where revision = 1');
    expect((await call('/v1/incident-plan?system=compas', keys.reader)).body.code).toBe('STORE_INVALID');
    await sql.query('update incident_plan set revision = revision - 100 where revision = 101');
  });
});

describe('the map of dependencies', () => {
  it('makes the input of a consumer suspect from the opening of an incident until it is watched or closed', async () => {
    const [of] = REGISTRY.systems;
    await applyDocument({ systems: [{ ...of!, id: 'parole' }] }, 'test', real.server.plane.deps);
    const consumers = [{ name: 'the board', system: 'parole', contact: 'x' }];
    expect((await post('/v1/incident-plans', { ...PLAN, consumers })).status).toBe(200);
    const dependencies = [{ from: 'compas', to: 'parole', plan: 'system compas' }];
    expect((await get('/v1/incident-map')).dependencies).toEqual(dependencies);
    const { id, revision } = await opened();
    const suspects = async () =>
      (await get('/v1/incident-map')).suspects.filter(({ incident }: Told) => incident === id);
    expect(await suspects()).toEqual([{ system: 'parole', incident: id, path: ['compas', 'parole'] }]);
    for (const [i, to] of ['investigating', 'remediating', 'monitoring'].entries())
      expect((await changed(id, { kind: 'state', to }, revision + i)).status).toBe(200);
    expect(await suspects()).toEqual([]);
    await post('/v1/incident-plans', PLAN);
  });
});

describe('the commands of incidents', () => {
  it('lead from the plan to the report, and refuse by name what there is not', async () => {
    const file = (name: string): string => join(folder.dir, name);
    writeFileSync(file('key'), `${keys.writer}\n`);
    const run = async (...words: string[]) =>
      cli(['incident', ...words, '--server', real.server.url, '--key-file', file('key')]);
    const done = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await run(...words);
      expect([code, err], words.join(' ')).toEqual([0, '']);
      return out;
    };
    writeFileSync(file('plan.yaml'), JSON.stringify({ plans: [PLAN] }));
    expect(await done('plan', file('plan.yaml'))).toContain('system compas: ready until');
    // A deployment without a plan of its own has that of its system, and so has a gate that asks for it.
    expect(await done('plan', '--deployment', DEPLOYMENT)).toContain('system compas: ready');

    const opened = await done('open', DEPLOYMENT, '--title', 'By command', '--severity', 'minor');
    const id = opened.split(' ')[0]!;
    await done('note', id, 'the branch was called');
    await done('contain', id, 'people decide');
    await done('change', id, '--role', 'commander=ann');
    await done('change', id, '--cause', 'drift', '--text', 'incomes moved');
    const due = '2036-01-01T00:00:00Z';
    await done('change', id, '--action', 'retrain', '--owner', 'dev', '--due', due);
    expect(await done('show', id)).toMatch(/led by ann.*contained.*action 1, dev, due 2036.*actions are open: 1/s);

    // Misspelt names pass nothing: an incident of the deployment is one of its system, and both are asked for by name.
    for (const of of [['--system', 'compas'], ['--deployment', DEPLOYMENT], []]) {
      const { code, out } = await run('list', ...of);
      expect([code, out.includes(id)], of.join(' ')).toEqual([1, true]);
    }
    const wrong: readonly (readonly [string[], string])[] = [
      [['list', '--deployment', 'compas/prd'], `Did you mean "${DEPLOYMENT}"?`],
      [['list', '--system', 'compass'], 'Did you mean "compas"?'],
      [['plan', '--system', 'compass'], 'Did you mean "compas"?'],
      [['change', id, '--role', 'comander=ann'], 'Did you mean commander=?'],
      [['change', id, '--state', 'closed'], 'not one of'],
      [['change', id, '--state', 'triaged', '--aware', due], '--aware says nothing of --state'],
      [['plan', '--revision', '1'], '--revision is that of one plan'],
      [['close', id, '--text', 'x', '--evidence', 'document:x', '--answered-by', 'Ann'], 'actions are open: 1'],
      [['report', id, '--out', file('report.pdf')], '.html, .md or .json'],
      [['report', id, '--template', 'eu-gdpr-3', '--out', file('report.md')], 'Did you mean eu-gdpr-33?'],
      [['missing', id, '--template', 'eu-gdpr-3'], 'there is no template eu-gdpr-3'],
      [['change', id, '--statement', 'eu-gdpr-33', '--text', 'x'], 'is no TEMPLATE/FIELD'],
    ];
    for (const [words, says] of wrong) {
      const { code, err } = await run(...words);
      expect([code, err], words.join(' ')).toEqual([2, expect.stringContaining(says)]);
    }

    await done('change', id, '--statement', 'eu-ai-act-73/provider', '--text', 'Lending GmbH');
    const { code, out } = await run('missing', id, '--template', 'eu-ai-act-73', '--for', 'first');
    expect([code, out.includes('  contact, for the first report'), out.includes('  provider,')]).toEqual([
      1,
      true,
      false,
    ]);
    await done('report', id, '--template', 'eu-ai-act-73', '--out', file('authority.md'));
    expect(readFileSync(file('authority.md'), 'utf8')).toContain('Lending GmbH');
    await done('change', id, '--done', '1', '--reference', 'version 8');
    const end = ['--text', 'version 8 decides', '--evidence', 'document:minutes', '--answered-by', 'Ann Lee'];
    expect(await done('close', id, ...end)).toContain('  closed  ');
    expect(await done('reopen', id, 'it happened again')).toContain('  investigating  ');
    for (const form of ['html', 'md', 'json']) {
      await done('report', id, '--out', file(`report.${form}`));
      expect(readFileSync(file(`report.${form}`), 'utf8')).toContain('version 8');
    }
  }, 60_000);
});

describe('a policy that asks for an incident plan', () => {
  it('has no other version serve before the plan is ready, by the name of what is missing, and one in the same document counts', async () => {
    const { deps } = real.server.plane;
    const version = (n: number) => `sha256:${String(n).repeat(64)}`;
    const [deployment, scope] = ['loans/prod', { kind: 'system', system: 'loans' }];
    const serving = (n: number, more: object = {}) => ({
      deployments: [{ id: deployment, version: version(n), cutoff: 0.5, ...more }],
    });
    const apply = (document: object) => applyDocument(document, 'test', deps);
    await apply({
      systems: [{ ...REGISTRY.systems[0]!, id: 'loans' }],
      models: [{ ...REGISTRY.models[0]!, id: 'loans', system: 'loans' }],
      versions: [1, 2, 3].map((n) => ({ model: 'loans', digest: version(n) })),
      ...serving(1),
    });
    const asks = watchedPolicy({ more: 'incidents: { plan: ready }\n' });
    const watcher = await real.key('registry:write', 'monitor:read');
    expect((await post('/v1/monitor/watches', { deployment, policy: asks }, watcher)).status).toBeLessThan(300);
    const wanted = { code: 'CONFLICT', reason: 'incident.plan-wanted' };
    await expect(apply(serving(2))).rejects.toMatchObject({
      ...wanted,
      message: expect.stringContaining('it is missing (plan: there is no incident plan)'),
    });
    const half = { ...PLAN, scope, drills: [] };
    await expect(apply({ ...serving(2), incidentPlans: [half] })).rejects.toMatchObject({
      ...wanted,
      message: expect.stringContaining('drills: nothing was ever practised'),
    });
    // Nothing of it stands; another cutoff of what serves already is no other version.
    expect((await call('/v1/incident-plan?system=loans', keys.reader)).status).toBe(404);
    expect(await apply(serving(1, { cutoff: 0.4 }))).toMatchObject([{ type: 'deployment.activated' }]);
    // So is the promotion of one that is tried out.
    const runner = await real.key('registry:write');
    const canary = { deployment, version: version(3), share: 0.1, reason: 'it may be better' };
    const { body: tried } = await post('/v1/canaries', canary, runner);
    const promote = () => post(`/v1/canaries/${tried.id}/promote`, { reason: 'it is' }, runner);
    expect((await promote()).body).toMatchObject(wanted);
    await apply({ ...serving(2), incidentPlans: [{ ...PLAN, scope }] });
    expect((await promote()).body).toMatchObject({ state: 'promoted' });
  });
});
