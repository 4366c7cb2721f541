import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionsOf, watchedPolicy } from '../server/support/watched-decisions.js';
import { openAll, openBrowser, overflow, picture, visit } from './support/browser.js';
import { type ConsoleService, consoleService, PASSWORD } from './support/console-service.js';

const browser: Browser | null = await openBrowser();

/** Turns whatever comes after it round, until something closes it. */
const TURNS = '\u202e';
/** A text of so many characters: markup, right to left, one that turns what follows, and no place to break it. */
const strange = (characters: number, what: string): string =>
  `${what}<script>fail()</script>נשים_النساء${TURNS}`.padEnd(characters, 'W');

/** Ids take letters, digits and few signs. */
const longId = (what: string): string => `${what}_`.padEnd(127, 'W');
const SYSTEM = longId('system');
const DEPLOYMENT = `${longId('deployment')}/${longId('place')}`;
const MODEL = longId('model');
const WOMEN = strange(256, 'women');
/** Names of accounts are of one script and turn nothing round. */
const PERSON = 'שין'.repeat(66);
const KEEPER = 'W'.repeat(200);
const DIGEST = { old: `sha256:${'7'.repeat(64)}`, tried: `sha256:${'8'.repeat(64)}` };
const LONG = strange(10_000, 'long');
const STOP = '00000000-0000-4000-8000-0000000000a1';
const ENDED = '00000000-0000-4000-8000-0000000000a2';
const INCIDENT = '00000000-0000-4000-8000-0000000000b1';
const REGISTRY = {
  systems: [
    {
      id: SYSTEM,
      purpose: strange(1000, 'purpose'),
      domain: strange(1000, 'domain'),
      jurisdictions: [longId('jurisdiction')],
      favourableOutcome: 1,
      owner: strange(1000, 'owner'),
    },
  ],
  models: [{ id: MODEL, system: SYSTEM, description: strange(1000, 'description') }],
  versions: Object.entries(DIGEST).map(([name, digest]) => ({ model: MODEL, digest, label: strange(1000, name) })),
  deployments: [{ id: DEPLOYMENT, model: MODEL, environment: longId('place'), version: DIGEST.old, cutoff: 0.5 }],
};
const GATE = {
  ...{ deployment: DEPLOYMENT, mode: 'observe', approvers: [{ role: 'validator' }, { role: 'legal' }] },
  requires: [{ id: 'w'.repeat(41), kind: 'attestation', what: strange(200, 'report'), by: 'validator', withinDays: 9 }],
};
const HARM = {
  ...{ stakeholder: strange(100, 'whom'), kind: 'allocation', harm: strange(1000, 'harm'), likelihood: 5, severity: 5 },
  mitigation: strange(1000, 'mitigation'),
};
const SCOPE = { kind: 'deployment', deployment: DEPLOYMENT };

/** Pages for an administrator, who cannot be an auditor too. */
const KEPT: ReadonlySet<string> = new Set(['jobs', 'people', 'keys']);

describe.skipIf(browser === null)('names of every kind in the console', () => {
  let service: ConsoleService;
  let audit: string;
  let decision: string;

  const send = (path: string, body: unknown) => service.post(path, JSON.stringify(body), 'application/json');
  beforeAll(async () => {
    service = await consoleService();
    const { identity, monitor } = service.real.server.plane.deps;
    await send('/v1/registry', REGISTRY);
    await send('/v1/monitor/watches', { deployment: DEPLOYMENT, policy: watchedPolicy({ labelled: false }) });
    const hours = Array.from({ length: 14 }, (_, hour) =>
      decisionsOf({ hour, deployment: DEPLOYMENT, groups: { m: [50, 25], [WOMEN]: [50, hour < 4 ? 25 : 5] } }).map(
        (one) => ({ ...one, version: DIGEST.old, subject: strange(256, String(one.subject)) }),
      ),
    ).flat();
    await service.post('/v1/decisions', hours.map((one) => JSON.stringify(one)).join('\n'), 'application/x-ndjson');
    await monitor.watches.followed();
    await monitor.run();
    decision = String((hours[0] as Record<string, unknown>).id);
    audit = (
      (await send('/v1/audits', { deployment: DEPLOYMENT, policy: watchedPolicy() })) as { audit: { id: string } }
    ).audit.id;
    await send('/v1/registry', { gates: [GATE] });
    const workshop = { present: [strange(100, 'who')], harms: [HARM] };
    await send('/v1/controls/records', { system: SYSTEM, kind: 'harm-workshop', body: workshop });
    await send('/v1/documents/statements', { subject: DEPLOYMENT, field: 'caveats', text: LONG });
    await send('/v1/incidents', {
      ...{ id: INCIDENT, title: strange(200, 'title'), severity: 'major', scope: SCOPE },
      facts: ['fundamental-rights'],
    });
    for (const [kind, more] of [
      ['note', { text: LONG }],
      ['action', { text: strange(1000, 'do'), owner: strange(200, 'owner'), dueAt: '2030-01-01T00:00:00Z' }],
    ] as const) {
      const { revision } = await service.readIncident(INCIDENT);
      await send(`/v1/incidents/${INCIDENT}/changes`, { revision, change: { kind, ...more } }).catch((cause) => {
        throw new Error(`${kind}: ${cause}`);
      });
    }
    const canary = { deployment: DEPLOYMENT, version: DIGEST.tried, share: 0.1, reason: strange(1000, 'try') };
    await send('/v1/canaries', canary);
    await send('/v1/stops', { id: STOP, scope: SCOPE, mode: 'review', reason: strange(1000, 'stop') });
    await send('/v1/stops', { id: ENDED, scope: { kind: 'system', system: SYSTEM }, mode: 'shadow', reason: 'drill' });
    await identity.accounts.create(
      { name: PERSON, password: PASSWORD, roles: ['auditor', 'incident-lead', 'stop-authority', 'validator'] },
      'test',
    );
    await identity.accounts.create({ name: KEEPER, password: PASSWORD, roles: ['admin'] }, 'test');
    await identity.keys.issue({ name: strange(200, 'key'), scopes: ['stops:read'], createdBy: PERSON });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  const pages = (): Record<string, string> => {
    const of = encodeURIComponent(DEPLOYMENT);
    const group = encodeURIComponent(JSON.stringify({ sex: WOMEN }));
    return {
      overview: '/console/',
      system: `/console/systems/${encodeURIComponent(SYSTEM)}?deployment=${of}`,
      series: `/console/series?deployment=${of}&requirement=parity&group=${group}`,
      alerts: '/console/alerts',
      'all alerts': '/console/alerts?view=all',
      alert: '/console/alerts/1',
      incidents: '/console/incidents',
      incident: `/console/incidents/${INCIDENT}`,
      'incident plans': '/console/incidents?view=plans',
      'incident plan': `/console/incidents/plan?system=${encodeURIComponent(SYSTEM)}`,
      'form of an incident': `/console/incidents?open=true&deployment=${of}&alert=1`,
      stops: '/console/stops',
      'ended stops': '/console/stops?view=ended',
      reactions: '/console/stops?view=reactions',
      stop: `/console/stops/${STOP}`,
      'form of a stop': `/console/stops?scope=version&model=${encodeURIComponent(MODEL)}&of=${DIGEST.old}`,
      audits: '/console/audits',
      audit: `/console/audits/${audit}?with=${audit}`,
      'form of an audit': `/console/audits?run=true&deployment=${of}`,
      decisions: `/console/decisions?find=true&deployment=${of}&group=${group}`,
      decision: `/console/decisions?id=${decision}`,
      gate: `/console/gate?deployment=${of}`,
      workshops: `/console/controls?view=workshops&system=${encodeURIComponent(SYSTEM)}`,
      document: `/console/documents?kind=model-card&view=internal&subject=${of}`,
      tasks: '/console/tasks',
      policies: '/console/policies',
      policy: `/console/policies/edit?deployment=${of}`,
      registry: '/console/registry',
      jobs: '/console/jobs',
      people: '/console/settings',
      keys: '/console/settings?tab=keys',
      channels: '/console/settings?tab=channels',
      retention: '/console/settings?tab=retention',
      'ledger settings': '/console/settings?tab=ledger',
      ledger: '/console/ledger',
      account: '/account',
    };
  };

  it('stay within every page at both widths, and turn nothing round but themselves', async () => {
    const reader = await visit(browser!, service.home, { name: PERSON });
    const keeper = await visit(browser!, service.home, { name: KEEPER });
    const found: Record<string, unknown> = {};
    for (const [name, path] of Object.entries(pages())) {
      const { page, problems } = KEPT.has(name) ? keeper : reader;
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(`${service.home}${path}`);
      await page.locator('h1').first().waitFor();
      await expect.poll(() => page.locator('.wait').count()).toBe(0);
      await openAll(page);
      await expect.poll(() => page.locator('.wait').count()).toBe(0);
      const beyond = [await overflow(page)];
      await picture(page, `strange-${name}-1440`);
      await page.setViewportSize({ width: 390, height: 900 });
      await expect.poll(() => page.evaluate('innerWidth')).toBe(390);
      beyond.push(await overflow(page));
      await picture(page, `strange-${name}-390`);
      const wrong = [
        await turned(page),
        problems.splice(0).filter((text) => !(REFUSED[name] ?? /status of 403/).test(text)),
      ].flat();
      if (beyond.some((pixels) => pixels > 0) || wrong.length > 0) found[name] = { beyond, wrong };
    }
    expect(found).toEqual({});
    await reader.context.close();
    await keeper.context.close();
  }, 180_000);
});

/** Answers of the service that a browser calls a problem of a page: what the reader may not see, and statements of a log that kept its key. */
const REFUSED: Readonly<Record<string, RegExp>> = { ledger: /status of 40[34]/ };

/** Texts that stand beside a name which turns round what follows it, without anything that keeps the two apart. */
const turned = async (page: Page): Promise<string[]> =>
  (await page.evaluate(`(() => {
    const turns = ${JSON.stringify(TURNS)};
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (!node.data.includes(turns)) continue;
      let around = node.parentElement;
      // What is drawn of a chart is its texts, each by itself.
      if (around.closest('textarea, pre, script, style, option, title, desc') !== null) continue;
      while (around.tagName !== 'text' && !/isolate|plaintext/.test(getComputedStyle(around).unicodeBidi)) around = around.parentElement;
      const after = around.textContent.slice(around.textContent.indexOf(turns) + 1).replace(/^W+/, '');
      if (after.trim() !== '') found.add(around.tagName + '.' + around.className + ': ' + around.textContent.replace(/W{3,}/g, 'W…').slice(0, 200));
    }
    return [...found];
  })()`)) as string[];
