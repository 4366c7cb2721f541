import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, posix, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/render-png.js';

const compiled = resolve(import.meta.dirname, '../../dist');
/** The first module of the client. */
const FIRST = 'apps/client/index.js';

const browser: Browser | null = await startBrowser().catch((error: unknown) => {
  process.stdout.write(
    `skipped: the browser of @sparticuz/chromium cannot start here (${String(error).split('\n')[0]})\n`,
  );
  return null;
});

describe('the modules of the client', () => {
  it('import nothing but one another and pure modules of the core', () => {
    const met = new Set<string>();
    const follow = (name: string): void => {
      if (met.has(name)) return;
      met.add(name);
      const text = readFileSync(join(compiled, name), 'utf8');
      for (const [, imported] of text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)) {
        expect(imported, name).toMatch(/^\.\.?\//);
        follow(posix.join(posix.dirname(name), imported!));
      }
    };
    follow(FIRST);
    expect(met.size).toBeGreaterThan(5);
    for (const name of met) expect(name).toMatch(/^(apps\/client|core)\//);
  });
});

describe.skipIf(browser === null)('the client in a real browser', () => {
  const bodies: string[] = [];
  let failuresLeft = 1;
  let server: Server;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const path = request.url!;
      if (path === '/')
        return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>.</title>');
      if (path.startsWith('/apps/') || path.startsWith('/core/')) {
        const text = readFileSync(join(compiled, path));
        return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(text);
      }
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      if (failuresLeft-- > 0) return void response.writeHead(503, { 'retry-after': '0' }).end();
      bodies.push(body);
      const answer = { accepted: body.split('\n').length - 1, duplicates: 0, conflicts: [], rejected: [] };
      response.end(JSON.stringify(answer));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
  });

  /** Runs in the page. */
  const script = (options: string): string => `(async () => {
    const { createDecisionClient } = await import('/${FIRST}');
    const client = createDecisionClient({ url: location.origin, key: 'k', retryBaseMs: 1, ${options} });
    const log = (subject) => client.log({ deployment: 'd', subject, outcome: 1 }).then((s) => s.status, (e) => e.code);
    const said = await Promise.all([log('a'), log('b')]);
    await client.close();
    return { said, stats: client.stats() };
  })()`;

  it('logs an amount, a level and a stage as they were given', async () => {
    failuresLeft = 0;
    const page = await browser!.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.evaluate(`(async () => {
      const { createDecisionClient } = await import('/${FIRST}');
      const client = createDecisionClient({ url: location.origin, key: 'k' });
      const common = { deployment: 'd', subject: 's' };
      const typed = [{ outcome: 1250.5, unit: 'USD' }, { outcome: 'B' }, { outcome: 0, stage: 'screen', case: 'c' }];
      await Promise.all(typed.map((one) => client.log({ ...common, ...one })));
      await client.close();
    })()`);
    const sent = bodies.splice(0).flatMap((body) =>
      body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
    expect(sent).toMatchObject([
      { outcome: 1250.5, unit: 'USD' },
      { outcome: 'B' },
      { outcome: 0, stage: 'screen', case: 'c' },
    ]);
    failuresLeft = 1;
  });

  it('logs a batch, through a passing failure', async () => {
    const page = await browser!.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const found = await page.evaluate(script(''));
    expect(found).toEqual({
      said: ['accepted', 'accepted'],
      stats: { stored: 2, failed: 0, queued: 0, retries: 1 },
    });
    expect(bodies).toHaveLength(1);
    await page.close();
  });

  it('says that a browser has no spool, to each record', async () => {
    const page = await browser!.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(await page.evaluate(script("spool: 'x'"))).toMatchObject({ said: ['SPOOL_UNUSABLE', 'SPOOL_UNUSABLE'] });
    await page.close();
  });
});
