import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertmanagerChannel } from '../../src/adapters/channels/index.js';
import type { Notice, ToldAlert } from '../../src/domain/alerts/messages/index.js';

const PROGRAM = '/usr/bin/prometheus-alertmanager';
const isThere = existsSync(PROGRAM);
if (!isThere) console.log(`skipped: ${PROGRAM} is not there (apt-get install prometheus-alertmanager)`);

const ALERT: ToldAlert = {
  ...{ id: 7, fingerprint: 'monitor:ab:1', state: 'firing', severity: 'page', acknowledgedBy: null },
  ...{
    startedAt: new Date(Date.now() - 60_000).toISOString(),
    endedAt: null,
    link: 'https://tribune.example/v1/alerts/7',
  },
  labels: { source: 'monitor', deployment: 'lending/prod', requirement: 'parity', group: 'sex=f, race="ü"' },
  summary: 'lending/prod: the requirement parity fires.',
  ...{ lines: ['Difference -0.4'], facts: {}, actions: ['Look at the series'] },
};
const notice = (alerts: readonly ToldAlert[]): Notice => ({
  ...{ key: 'g.1.am.1', kind: 'firing', at: ALERT.startedAt, title: '1 alert firing', alerts, leftOut: 0 },
  group: { uid: 'g', route: 'default', labels: {}, level: 0, severity: 'page', isFiring: true },
  ...{ counts: { firing: 1, over: 0, held: 0 }, part: { number: 1, of: 1 } },
  ...{
    link: null,
    runbook: 'https://wiki.example/x',
    ledger: { log: 'l/main', size: 3, root: 'AAAA', link: 'https://tribune.example/ledger/main/checkpoint' },
  },
  fleet: { falseAlarmsPerDay: 0.3, deployments: 3 },
});

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

describe.skipIf(!isThere)('a real Alertmanager', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-alertmanager-'));
  let program: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const file = join(folder, 'config.yml');
    writeFileSync(file, 'route: { receiver: none }\nreceivers: [{ name: none }]\n');
    const listen = `127.0.0.1:${await freePort()}`;
    url = `http://${listen}`;
    const storage = `--storage.path=${folder}`;
    const args = [`--config.file=${file}`, storage, `--web.listen-address=${listen}`, '--cluster.listen-address='];
    program = spawn(PROGRAM, args, { stdio: 'ignore' });
    while (
      !(await fetch(`${url}/-/ready`).then(
        (answer) => answer.ok,
        () => false,
      ))
    )
      await sleep(50);
  }, 60_000);
  afterAll(async () => {
    if (program !== undefined) {
      const ended = new Promise((done) => program.once('exit', done));
      program.kill();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const channel = () =>
    alertmanagerChannel({ name: 'am', url, numbers: true, allowPrivate: true, nowMs: () => Date.now() });
  const held = async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as Record<string, unknown>[];

  it('takes an alert once, however often it is told, and its end', async () => {
    expect(await channel().send(notice([ALERT]))).toEqual({ ok: true });
    expect(await channel().send(notice([ALERT]))).toEqual({ ok: true });
    const found = await held();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      labels: { alertname: 'tribune_monitor', deployment: 'lending/prod', group: 'sex=f, race="ü"' },
      annotations: { summary: ALERT.summary, description: 'Difference -0.4', runbook_url: 'https://wiki.example/x' },
      generatorURL: ALERT.link,
    });
    const over: ToldAlert = { ...ALERT, state: 'resolved', endedAt: new Date().toISOString() };
    expect(await channel().send(notice([over]))).toEqual({ ok: true });
    expect(await held()).toEqual([]);
  });
});
