import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleService, consoleService } from './support/console-service.js';

const FOLDER = resolve(import.meta.dirname, '../../dist/console');
/** Most that a browser loads before the first page can be used, packed by gzip (DESIGN.md, console). */
const FIRST_LOAD_BYTES = 200_000;

let service: ConsoleService;
beforeAll(async () => {
  service = await consoleService();
}, 120_000);
afterAll(() => service?.close());

const get = (path: string, encoding = 'identity') =>
  fetch(`${service.home}${path}`, { headers: { 'accept-encoding': encoding }, redirect: 'manual' });
const page = readFileSync(join(FOLDER, 'index.html'), 'utf8');
const assetsIn = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="(\/console\/[^"]+)"/g)].map(([, path]) => path!);

describe('the files of the console', () => {
  it('come with their type, are kept for ever under a name with a digest, and the page is asked for each time', async () => {
    const script = assetsIn(page).find((path) => path.endsWith('.js'))!;
    const answer = await get(script);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const html = await get('/console/');
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.headers.get('cache-control')).toBe('no-cache');
    expect(await html.text()).toBe(page);
  });

  it('are sent packed to whom it is welcome, and say that it depends on that', async () => {
    const script = assetsIn(page).find((path) => path.endsWith('.js'))!;
    const whole = await (await get(script)).text();
    for (const [accept, encoding, unpack] of [
      ['gzip, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['br;q=0, gzip', 'gzip', gunzipSync],
    ] as const) {
      const answer = await get(script, accept);
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(answer.headers.get('vary')).toBe('accept-encoding');
      // fetch unpacks by itself; the packed file beside the asset is what was sent.
      expect(await answer.text()).toBe(whole);
      const packed = readFileSync(
        join(FOLDER, `${script.slice('/console/'.length)}.${encoding === 'br' ? 'br' : 'gz'}`),
      );
      expect(unpack(packed).toString()).toBe(whole);
    }
  });

  it('allow nothing but what this service sends: no inline script, no eval, no frame', async () => {
    const answer = await get('/console/systems/anything?deployment=x');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(answer.headers.get('content-security-policy')).not.toMatch(/unsafe/);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
  });

  it('are refused where there is none, and no name leads out of the folder', async () => {
    for (const path of [
      'assets/none.js',
      'index.js',
      'assets/../../bundle/main.js',
      'assets/%2e%2e/%2e%2e/package.json',
    ])
      expect((await get(`/console/${path}`)).status, path).not.toBe(200);
    expect(await (await get('/console/../package.json')).text()).not.toContain('"dependencies"');
    const moved = await get('/console');
    expect([moved.status, moved.headers.get('location')]).toEqual([308, '/console/']);
  });

  it('are at most 200 kB, packed, before the first page can be used', async () => {
    const names = readdirSync(join(FOLDER, 'assets'));
    const size = (name: string): number => readFileSync(join(FOLDER, 'assets', `${name}.gz`)).length;
    const first = new Set(assetsIn(page).map((path) => path.slice('/console/assets/'.length)));
    // What a module imports is loaded with it; the overview is the first page, and it is loaded when it is asked for.
    const waiting = [...first, ...names.filter((name) => /^overview-.*\.js$/.test(name))];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      first.add(name);
      if (!name.endsWith('.js')) continue;
      const text = readFileSync(join(FOLDER, 'assets', name), 'utf8');
      const imported = [...text.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)].map(([, file]) => file!);
      waiting.push(...imported.filter((file) => !first.has(file)));
    }
    const total = [...first].reduce((sum, name) => sum + size(name), 0);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
  });
});
