import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { program, root } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-start-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PEOPLE = 400;

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** A program that goes on, with what it has printed so far. */
class Started {
  readonly child: ChildProcess;
  text = '';
  readonly #closed: Promise<unknown[]>;

  constructor(...words: string[]) {
    const [command, ...more] = words[0] === 'npm' ? words : [process.execPath, ...words];
    this.child = spawn(command!, more, { cwd: root });
    running.add(this.child);
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        this.text += chunk.toString('utf8');
      });
    }
    this.#closed = once(this.child, 'close');
  }

  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found !== null) return found;
      const news = Promise.race([once(this.child.stdout!, 'data'), once(this.child.stderr!, 'data')]);
      const ended = await Promise.race([news.then(() => false), this.#closed.then(() => true)]);
      if (ended && !pattern.test(this.text)) throw new Error(`ended without ${pattern}:\n${this.text}`);
    }
  }

  async stop(): Promise<number> {
    this.child.kill('SIGINT');
    // npm passes on what the terminal has sent already.
    this.child.kill('SIGINT');
    return this.ended();
  }

  async ended(): Promise<number> {
    const [code] = (await this.#closed) as [number];
    running.delete(this.child);
    return code;
  }
}

const START = 'scripts/start.mjs';
const MAIN = 'dist/bundle/main.js';

const stream = (...words: string[]) => new Started(...words, '--data', data, '--port', '0', '--rate', '2000');

/** Runs a line that the start printed, as a person would paste it. */
async function paste(started: Started, command: string): Promise<{ code: number; out: string }> {
  const [line] = await started.says(new RegExp(`^ {2}(\\S+ )*${command} .*$`, 'm'));
  const child = spawn('bash', ['-c', line], { cwd: root });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, out };
}

describe('npm start', () => {
  it('with --once audits the sample, tells its exit code and ends', async () => {
    const started = new Started(START, '--once');
    expect(await started.ended()).toBe(0);
    expect(started.text).toContain('verdict: fail');
    expect(started.text).toContain('In a build this audit would exit 1');
    expect(started.text).not.toContain('listens on');
  });

  it('audits, serves, replays, and stops on Ctrl-C without losing anything', async () => {
    const started = stream(START, '--people', '200');
    const [, url] = await started.says(/listens on (http:\S+)/);
    expect(started.text).toContain('verdict: fail');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await started.says(/the first alarm comes after some 1,650 of them/);
    await started.says(/All 200 decisions and their labels are on record/);
    expect(await started.stop()).toBe(0);
    expect(started.text).not.toMatch(/^error/m);
  });

  it.skipIf(process.platform === 'win32').each([
    ['while it serves', /listens on (http:\S+)/],
    ['while it audits', /Auditing the sample/],
  ])('leaves nothing running when npm is told to end %s', async (_, moment) => {
    // Without the check of what is installed, which is for fresh clones.
    const other = join(folder, 'ended');
    const started = new Started(
      'npm',
      'start',
      '--ignore-scripts',
      '--',
      '--data',
      other,
      '--port',
      '0',
      '--people',
      '200',
    );
    const [, url] = await started.says(moment);
    started.child.kill('SIGTERM');
    await started.ended();
    // All who write to the pipe have ended with it, npm's grandchildren, too.
    if (url !== undefined) await expect(fetch(url)).rejects.toThrow();
    const pidFile = join(other, 'postgres/data/postmaster.pid');
    expect(existsSync(pidFile)).toBe(false);
  });

  it('goes on where it stopped, and what it prints works when pasted', async () => {
    const started = stream(MAIN, 'demo', '--people', `${PEOPLE}`);
    const [, url] = await started.says(/listens on (http:\S+)/);
    // A second start reuses what the first one left: the build, the database, what is on record.
    await started.says(/On record from before: 200 decisions, 200 labels/);
    expect(started.text).not.toContain('Building the project');
    await started.says(/All 400 decisions and their labels are on record/);

    const verified = await paste(started, 'verify');
    expect([verified.code, verified.out]).toEqual([
      0,
      expect.stringContaining('This content is what was logged:   yes'),
    ]);
    const audited = await paste(started, 'audit');
    expect(audited.out).toContain('400 people');
    expect(audited.out).not.toContain('unlabelled');
    expect((await paste(started, 'curl')).out).toBe('{"events":[]}');
    expect((await paste(started, 'admin link')).out).toContain('A link to make an account with the role auditor');
    expect((await paste(started, 'monitor status')).out).toContain('400 counted');

    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('tribune_records_accepted_total 400\n');
    expect(metrics).toContain('tribune_records_duplicate_total 0\n');
    const log = await (await fetch(`${url}/ledger/main/checkpoint`)).text();
    expect(Number(log.split('\n')[1])).toBeGreaterThanOrEqual(2 * PEOPLE);
    expect(await started.stop()).toBe(0);
  });

  it('is watched, and the gap of the sample fires at the moment that the introduction names', async () => {
    const started = stream(MAIN, 'demo', '--people', '1700');
    const [, url] = await started.says(/listens on (http:\S+)/);
    await started.says(/All 1,700 decisions and their labels are on record/);
    const key = readFileSync(join(data, 'sample/key'), 'utf8').trim();
    const headers = { authorization: `Bearer ${key}` };
    const watched = async () => {
      const answer = await fetch(`${url}/v1/monitor`, { headers });
      const told = (await answer.json()) as {
        watched: { firing: string[]; alarms: number; labels: { inTime: number } }[];
      };
      return told.watched[0]!;
    };
    await expect.poll(watched).toMatchObject({ firing: ['flagged-alike'], alarms: 1 });
    // What came of the people is told ten hours after, and not as known days later: it counts.
    expect((await watched()).labels.inTime).toBeGreaterThan(500);
    // The version that is tried out is held by that alarm, within one look of what carries out the policy.
    await expect
      .poll(() => program(['canary', 'status', '--data', data]).out, { timeout: 30_000, interval: 500 })
      .toContain(' held  compas/prod');
    // The same alarm opens an incident, for which there is a plan.
    await expect
      .poll(() => program(['incident', 'list', '--data', data]).out, { timeout: 30_000, interval: 500 })
      .toContain('compas/prod: the requirement flagged-alike fires');
    expect(program(['incident', 'plan', '--data', data]).out).toContain('system compas: incomplete, revision 1');
    // However often it was started, one stop is in force, of a place where nobody of the sample lives: exit 1 says that something is stopped.
    const stops = program(['stop', 'list', '--data', data]);
    expect([stops.code, stops.out.match(/the sample shows a stop/g)?.length]).toEqual([1, 1]);
    // Appeals in every state, readers with a history, and a letter that nobody has opened.
    const [, letter] = await started.says(/A letter's link, which opens once:\n {2}(http:\S+)/);
    expect(await (await fetch(letter!)).text()).toContain('This link opens your notice one time.');
    const told = await (await fetch(`${url}/v1/cases?stage=all&limit=100`, { headers })).json();
    const { cases } = told as { cases: { origin: string; stage: string }[] };
    const stages = new Set(cases.filter(({ origin }) => origin === 'appeal').map(({ stage }) => stage));
    expect([...stages].sort()).toEqual([
      ...['awaiting-subject', 'closed', 'communicated', 'decided', 'escalated', 'panel-waiting'],
      ...['reading', 'revealed', 'waiting'],
    ]);
    expect(cases.filter(({ origin, stage }) => origin === 'hand' && stage === 'closed')).toHaveLength(20);
    expect(await started.stop()).toBe(0);
  }, 180_000);

  it('gives the link for the first administrator in a file of its owner alone, and once only', async () => {
    const started = stream(MAIN, 'demo', '--people', `${PEOPLE}`);
    const [, url] = await started.says(/listens on (http:\S+)/);
    const [, path] = await started.says(/A link to make the first administrator, .* is in (\S+)/);
    expect(statSync(path!).mode & 0o777).toBe(0o600);
    const link = new URL(readFileSync(path!, 'utf8').trim());
    // Under the name of this machine: browsers offer passkeys for no IP address.
    expect(link.origin).toBe(`http://localhost:${new URL(url!).port}`);
    expect(started.text).not.toContain(link.hash);
    expect((await fetch(link)).status).toBe(200);
    const body = JSON.stringify({ token: link.hash.slice(1), name: 'root', password: 'a long enough passphrase' });
    const use = () =>
      fetch(`${url}/v1/setup`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect([(await use()).status, (await use()).status]).toEqual([201, 401]);
    expect(await started.stop()).toBe(0);
  });

  it('never mixes the sample with decisions of another system', async () => {
    const file = join(folder, 'other.yaml');
    const system = '{ id: lending, purpose: Credit, domain: credit, favourableOutcome: 1, owner: o@example.org }';
    writeFileSync(file, `systems:\n  - ${system}\n`);
    expect(program(['admin', 'apply', file, '--data', data]).out).toBe('system.created lending\n');
    const { code, err } = program(['demo', '--data', data, '--port', '0']);
    expect([code, err]).toEqual([2, expect.stringContaining('holds the system lending, which is not of the sample')]);
  });
});
