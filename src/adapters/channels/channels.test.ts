import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, describe, expect, it } from 'vitest';
import { hasShared, sharedJson } from '../../../test/support/shared.js';
import type { Notice, ToldAlert } from '../../domain/alerts/messages/index.js';
import { postableAlerts } from './alertmanager.js';
import { emailOf } from './email.js';
import { guardedPost, retryAfterMs } from './guarded-post.js';
import { pagerDutyEvent } from './pagerduty.js';
import { isPrivateAddress } from './private-address.js';
import { slackMessage } from './slack.js';
import { signatureOf, webhookChannel } from './webhook.js';

const ALERT: ToldAlert = {
  ...{ id: 7, fingerprint: 'monitor:ab:1', state: 'firing', severity: 'page', acknowledgedBy: null },
  ...{ startedAt: '2026-11-22T10:00:00.000Z', endedAt: null, link: 'https://tribune.example/v1/alerts/7' },
  labels: { source: 'monitor', deployment: 'lending/prod', group: 'name=<b>&"Ünï"' },
  summary: 'lending/prod: the requirement parity fires for sex=<f> & others.',
  ...{ lines: ['Difference -0.4, interval -0.5 to -0.3'], facts: { estimate: -0.4 }, actions: ['Look at the series'] },
  setOff: ['The policy set off review: the stop <s>'],
};
const notice = (more: Partial<Notice> = {}): Notice => ({
  ...{ key: 'g.1.ops.1', kind: 'firing', at: '2026-11-22T10:00:01.000Z', title: '1 alert firing: lending/prod' },
  group: {
    ...{ uid: 'g', route: 'default', labels: { deployment: 'lending/prod' }, level: 0, severity: 'page' },
    isFiring: true,
  },
  ...{ counts: { firing: 1, over: 0, held: 0 }, part: { number: 1, of: 1 }, alerts: [ALERT], leftOut: 0 },
  ...{ link: 'https://tribune.example/v1/alerts', runbook: 'https://wiki.example/x' },
  ledger: {
    log: 'tribune.example/main',
    size: 12,
    root: 'AAAA',
    link: 'https://tribune.example/ledger/main/checkpoint',
  },
  fleet: { falseAlarmsPerDay: 1.2000000000000002, deployments: 12 },
  ...more,
});
const long = (n: number): ToldAlert => ({ ...ALERT, id: n, lines: Array.from({ length: 40 }, () => '<'.repeat(900)) });

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
async function serving(answer: RequestListener): Promise<URL> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}
const post = (url: URL, more: object = {}) =>
  guardedPost({ url, headers: {}, body: '{}', allowPrivate: true, ...more });
const hook = (url: URL) =>
  webhookChannel({
    name: 'ops',
    url: url.href,
    secret: 's',
    numbers: true,
    allowPrivate: true,
    nowMs: () => 1_000_000,
  });

describe('what a receiver verifies by the guide', () => {
  it.each(['a plain secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
    'is what a webhook signs with %s',
    async (secret) => {
      const guide = readFileSync(new URL('../../../docs/guides/alerts.md', import.meta.url), 'utf8');
      const code = /```js\n([\s\S]*?)```/.exec(guide)![1]!;
      const { isGenuine } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
        isGenuine: (headers: IncomingHttpHeaders, body: Buffer, key: string) => boolean;
      };
      const verdicts: boolean[] = [];
      const url = await serving((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const body = Buffer.concat(parts);
          verdicts.push(isGenuine(request.headers, body, secret), isGenuine(request.headers, body, 'another'));
          response.writeHead(200).end();
        });
      });
      const options = {
        name: 'ops',
        url: url.href,
        secret,
        numbers: true,
        allowPrivate: true,
        nowMs: () => Date.now(),
      };
      expect(await webhookChannel(options).send(notice())).toEqual({ ok: true });
      expect(verdicts).toEqual([true, false]);
    },
  );
});

describe('a post to a receiver', () => {
  it('follows no redirect', async () => {
    let reached = 0;
    const inside = await serving((_request, response) => {
      reached += 1;
      response.end();
    });
    const url = await serving((_request, response) => response.writeHead(302, { location: inside.href }).end());
    expect(await hook(url).send(notice())).toEqual({
      ...{ ok: false, isFinal: false, retryAfterMs: null },
      problem: 'the receiver answers 302, and redirects are not followed: declare the address itself',
    });
    expect(reached).toBe(0);
  });

  it('ends when the receiver says nothing, and when it never ends', async () => {
    const silent = await serving(() => undefined);
    await expect(post(silent, { deadlineMs: 100 })).rejects.toThrow('no whole answer within 100 ms');
    const endless = await serving((_request, response) => {
      const more = (): void => void (response.destroyed || response.write('x'.repeat(4096), more));
      response.writeHead(200);
      more();
    });
    const { status, text } = await post(endless);
    expect([status, text.length]).toEqual([200, 16_384]);
    const dribbling = await serving((_request, response) => void response.writeHead(200).write('x'));
    await expect(post(dribbling, { deadlineMs: 100 })).rejects.toThrow('no whole answer');
  });

  it('goes to no private address, by name or by number, unless that is allowed', async () => {
    const url = await serving((_request, response) => response.end());
    await expect(post(url, { allowPrivate: false })).rejects.toThrow('private address');
    await expect(post(new URL(`http://localhost:${url.port}`), { allowPrivate: false })).rejects.toThrow(
      'private address',
    );
    expect((await post(url)).status).toBe(200);
  });

  it.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['169.254.169.254', true],
    ['172.32.0.1', false],
    ['100.64.0.1', true],
    ['8.8.8.8', false],
    ['::1', true],
    ['::ffff:10.0.0.1', true],
    ['fe80::1', true],
    ['fd00::1', true],
    ['2001:db8::1', true],
    ['2606:4700::1111', false],
    ['64:ff9b::a00:1', true],
    ['no address', true],
  ])('%s is private: %s', (address, expected) => expect(isPrivateAddress(address)).toBe(expected));

  it('reads how long it is to wait', () => {
    expect(['2', '99999999', 'soon', undefined].map((text) => retryAfterMs(text, 0))).toEqual([
      2000,
      3_600_000,
      null,
      null,
    ]);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:01:00 GMT', 0)).toBe(60_000);
  });
});

describe('a webhook', () => {
  it('is signed as Standard Webhooks prints in its example', () => {
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const body = '{"test": 2432232314}';
    const signature = signatureOf({ key, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body });
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it.each([
    [400, true],
    [403, false],
    [404, false],
    [413, true],
    [429, false],
    [500, false],
  ])('that is answered %i is given up at once: %s', async (status, isFinal) => {
    const url = await serving((_request, response) => response.writeHead(status, { 'retry-after': '3' }).end());
    expect(await hook(url).send(notice())).toMatchObject({ ok: false, isFinal, retryAfterMs: 3000 });
  });
});

describe('an event for PagerDuty', () => {
  it('has one key for all messages of a group', () => {
    const [first, last] = [notice(), notice({ kind: 'resolved', group: { ...notice().group, isFiring: false } })];
    expect(pagerDutyEvent(first, 'k')).toMatchObject({ event_action: 'trigger', dedup_key: 'tribune-g' });
    expect(pagerDutyEvent(last, 'k')).toEqual({ routing_key: 'k', event_action: 'resolve', dedup_key: 'tribune-g' });
  });
});

describe('a message for Slack', () => {
  it('escapes what Slack reads as its own, and counts what does not fit', () => {
    const text = JSON.stringify(slackMessage(notice()));
    expect(text).toContain('sex=&lt;f&gt; &amp; others');
    expect(text).toContain('• The policy set off review: the stop &lt;s&gt;');
    const full = slackMessage(notice({ alerts: Array.from({ length: 10 }, (_, n) => long(n)), leftOut: 90 }));
    expect(JSON.stringify(full.blocks).length).toBeLessThan(13_000);
    expect(JSON.stringify(full.blocks.at(-1))).toContain('97 more');
  });
});

describe('a message', () => {
  it('leads to the sealed evidence and says the budget of the fleet, in every channel', () => {
    const [checkpoint, fleet] = [
      'https://tribune.example/ledger/main/checkpoint',
      'Fleet: 1.2 false alarms allowed a day over 12 watched deployments, in expectation',
    ];
    const text = (one: Notice): readonly string[] => [
      JSON.stringify(slackMessage(one).blocks.at(-1)),
      JSON.stringify(postableAlerts(one, 0)[0]!.annotations),
      String(emailOf(one, 'tribune@example.org').text),
    ];
    for (const said of text(notice()))
      expect([said.includes(checkpoint), said.includes(fleet)], said).toEqual([true, true]);
    expect(pagerDutyEvent(notice(), 'k')).toMatchObject({
      links: [{}, {}, { href: checkpoint, text: 'Sealed evidence: checkpoint of the log' }],
      payload: { custom_details: { fleet: { deployments: 12 } } },
    });
    // A message that a version before left in its queue has neither, and is sent all the same.
    const { fleet: _, ...before } = notice({ ledger: { log: 'l', size: 1, root: 'A' } });
    for (const said of text(before))
      expect([said.includes(checkpoint), said.includes('Fleet')]).toEqual([false, false]);
    expect(pagerDutyEvent(before, 'k')).toHaveProperty('links.length', 2);
  });
});

describe('an alert for an Alertmanager', () => {
  it('ends after it began, and is held until it is told again', () => {
    const over: ToldAlert = { ...ALERT, state: 'resolved', endedAt: ALERT.startedAt };
    const [firing, resolved] = postableAlerts(notice({ alerts: [ALERT, over] }), Date.parse(ALERT.startedAt) + 1000);
    expect(firing!.endsAt).toBe('2026-11-22T10:04:01.000Z');
    expect(firing!.annotations).toMatchObject({ set_off: 'The policy set off review: the stop <s>' });
    expect(resolved!.endsAt).toBe('2026-11-22T10:00:00.001Z');
  });
});

describe.skipIf(!hasShared)('messages against the schemas of their receivers', () => {
  const faults = (path: string, message: unknown): unknown => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const check = ajv.compile(sharedJson<object>(`reference/schemas/${path}`));
    return check(message) ? [] : check.errors;
  };
  const variants = [
    notice(),
    notice({ alerts: Array.from({ length: 10 }, (_, n) => long(n)), leftOut: 9990, title: 'x'.repeat(300) }),
    notice({ kind: 'resolved', group: { ...notice().group, isFiring: false } }),
    notice({ link: null, runbook: null, ledger: null }),
  ];
  it.each(variants.map((one, i) => [i, one] as const))('PagerDuty, variant %i', (_, one) => {
    const event = pagerDutyEvent(one, 'R0123456789ABCDEF0123456789ABCDE'.slice(0, 32));
    expect(faults('pagerduty/events-v2.derived.schema.json', event)).toEqual([]);
  });
  it.each(variants.map((one, i) => [i, one] as const))('Slack, variant %i', (_, one) => {
    expect(faults('slack/block-kit-message.derived.schema.json', slackMessage(one))).toEqual([]);
  });
});
