import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printVerifierKey, SIGNATURE_TYPES } from '../../src/core/ledger/index.js';
import { testSigner } from '../support/ledger-log.js';
import { type CliRun, cli, example, inFolder } from './support.js';

const file = (name: string): string => example(`ledger/${name}`);
const verify = (...words: string[]): Promise<CliRun> => cli(['verify', '--quiet', ...words]);
const key = ['--key', file('log.vkey')];
const trust = ['--trust', file('trust.txt')];
const log = ['--log', file('log')];
const receipt = ['--receipt', file('receipt.txt')];
const opening = ['--opening', file('opening.json')];
const lastLine = ({ out }: CliRun): string => out.trimEnd().split('\n').at(-1)!;

describe('tribune verify on the log of the example', () => {
  it('without a witness everything holds, exit code 0, and the last line says unwitnessed', async () => {
    const run = await verify(...log, ...key, ...receipt, ...opening);
    expect([run.code, run.err]).toEqual([0, '']);
    expect(run.out).toContain('In the log:                        yes, unwitnessed');
    expect(run.out).toContain('This content is what was logged:   yes, to the byte');
    expect(lastLine(run)).toMatch(/^unwitnessed: /);
    expect(run.out).not.toContain('✗');
  });

  it('with the signature of the witness it is verified', async () => {
    const run = await verify(...log, ...trust, ...receipt, ...opening, '--previous', file('earlier-checkpoint.txt'));
    expect([run.code, lastLine(run)]).toEqual([0, 'verified']);
    expect(run.out).toContain('w1 at 2026-11-22T12:00:00.000Z');
    expect(run.out).toContain('ledger.example/decisions, 200 entries, root 149ea3f64aae00d5... is its beginning');
  });

  it('takes the trust policy under its older name too', async () => {
    expect(lastLine(await verify('--policy', file('trust.txt'), ...log, ...receipt))).toBe('verified');
  });

  it('a receipt stands on its own, without any log', async () => {
    const run = await verify(...key, ...receipt);
    expect(run.code).toBe(0);
    expect(run.out).toContain('no log was given: the receipt stands on its own');
    expect(run.out).toContain('not checked (give --opening)');
  });

  it('takes the key itself as well as a file', async () => {
    expect((await verify('--key', readFileSync(file('log.vkey'), 'utf8').trim(), ...receipt)).code).toBe(0);
  });

  it('tells a forged opening: in the log, but not this content', async () => {
    const run = await verify(...key, ...receipt, '--opening', file('forged-opening.json'), '--show');
    expect(run.code).toBe(1);
    expect(run.out).toContain('In the log:                        yes');
    expect(run.out).toContain('This content is what was logged:   no');
    expect(run.out).not.toContain('What the opening says');
    expect(lastLine(run)).toMatch(/^failed/);
  });

  it('says of a receipt under another key that it may hold, not that it is evidence', async () => {
    const { key: stranger } = testSigner('stranger.example/log', SIGNATURE_TYPES.ed25519);
    const run = await verify('--key', printVerifierKey(stranger), ...receipt);
    expect(run.code).toBe(1);
    expect(lastLine(run)).toMatch(
      /^failed: none of the keys given here signed this receipt; with the right one it may hold/,
    );
  });

  it('--show prints what a verified opening says', async () => {
    const run = await verify(...key, ...receipt, ...opening, '--show');
    expect(run.out).toContain('"subject":"example-41"');
  });

  it('--json gives both answers, the head and every step', async () => {
    const run = await verify(...log, ...trust, ...receipt, ...opening, '--json');
    const found = JSON.parse(run.out);
    expect(found).toMatchObject({
      schemaVersion: '1',
      overall: 'verified',
      checkpoint: { origin: 'ledger.example/decisions', size: 300 },
      receipt: { inLog: 'verified', content: 'verified' },
    });
    expect(found.log.steps.every(({ status }: { status: string }) => status === 'ok' || status === 'skipped')).toBe(
      true,
    );
  });

  it('--quick reads only what concerns the receipt and says what it left out', async () => {
    await inFolder(async (folder) => {
      cpSync(file('log'), folder, { recursive: true });
      rmSync(join(folder, 'tile/entries'), { recursive: true });
      const run = await verify('--log', folder, ...trust, ...receipt, '--quick');
      expect([run.code, lastLine(run)]).toEqual([0, 'verified']);
      expect(run.out).toContain('not asked with --quick');
      expect((await verify('--log', folder, ...trust, ...receipt)).code).toBe(1);
    });
  });
});

describe('every altered byte is refused', () => {
  /** Turns one bit of each byte in its turn; every bit of a small log is in the tests of core/ledger. */
  async function accepted(name: string, words: (altered: string) => string[]): Promise<number[]> {
    const bytes = readFileSync(file(name));
    const passed: number[] = [];
    await inFolder(async (folder) => {
      const altered = join(folder, 'altered');
      for (let at = 0; at < bytes.length; at++) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1 << (at % 8);
        writeFileSync(altered, changed);
        if ((await verify(...words(altered))).code !== 1) passed.push(at);
      }
    });
    return passed;
  }

  it('of the receipt', async () => {
    expect(await accepted('receipt.txt', (altered) => ['--receipt', altered, ...trust, ...opening])).toEqual([]);
  });

  it('of the opening', async () => {
    expect(await accepted('opening.json', (altered) => ['--opening', altered, ...trust, ...receipt])).toEqual([]);
  });

  it('of the checkpoint of the log', async () => {
    const bytes = readFileSync(file('log/checkpoint'));
    await inFolder(async (folder) => {
      cpSync(file('log'), folder, { recursive: true });
      for (let at = 0; at < bytes.length; at++) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1 << (at % 8);
        writeFileSync(join(folder, 'checkpoint'), changed);
        expect([at, (await verify('--log', folder, ...trust)).code]).toEqual([at, 1]);
      }
    });
  });

  it.each(['tile/entries/000', 'tile/entries/001.p/44', 'tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1'])(
    'of %s, one byte in 97',
    async (path) => {
      await inFolder(async (folder) => {
        cpSync(file('log'), folder, { recursive: true });
        const bytes = readFileSync(join(folder, path));
        for (let at = 0; at < bytes.length; at += 97) {
          const changed = Buffer.from(bytes);
          changed[at]! ^= 1 << (at % 8);
          writeFileSync(join(folder, path), changed);
          expect([at, (await verify('--log', folder, ...key)).code]).toEqual([at, 1]);
        }
      });
    },
  );
});

describe('a log that was rewritten or rolled back', () => {
  it('an older head under a newer receipt is a rollback', async () => {
    await inFolder(async (folder) => {
      cpSync(file('log'), folder, { recursive: true });
      cpSync(file('earlier-checkpoint.txt'), join(folder, 'checkpoint'));
      const run = await verify('--log', folder, ...trust, ...receipt, '--quick');
      expect(run.code).toBe(1);
      expect(run.out).toContain('rollback');
    });
  });

  it('a missing tile fails the log, with its path', async () => {
    await inFolder(async (folder) => {
      cpSync(file('log'), folder, { recursive: true });
      rmSync(join(folder, 'tile/0/000'));
      const run = await verify('--log', folder, ...key);
      expect(run.code).toBe(1);
      expect(run.out).toContain('tile/0/000 is missing');
    });
  });
});

/** The log of the example over HTTP; `answer` may do something else with a request first. */
async function served<T>(
  answer: (path: string, count: number) => number | undefined,
  use: (url: string) => Promise<T>,
): Promise<T> {
  let count = 0;
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    const path = request.url!.replace('/ledger/main/', '');
    seen.add(String(request.headers.authorization));
    const status = answer(path, count++);
    if (status === 0) return void response.destroy();
    if (status !== undefined) return void response.writeHead(status, { location: '/elsewhere' }).end();
    try {
      response.end(readFileSync(file(`log/${path}`)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ledger/main`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a log over HTTP', () => {
  it('verifies as the folder does, with or without a slash at the end', async () => {
    await served(
      () => undefined,
      async (url) => {
        expect((await verify('--log', url, ...trust, ...receipt, ...opening)).code).toBe(0);
        expect((await verify('--log', `${url}/`, ...trust)).code).toBe(0);
      },
    );
  });

  it('asks again after a passing failure', async () => {
    await served(
      (_, count) => (count === 0 ? 503 : count === 3 ? 0 : undefined),
      async (url) => expect((await verify('--log', url, ...trust)).code).toBe(0),
    );
  });

  it('a server that breaks in the middle is unreadable, exit code 2, and never a finding', async () => {
    await served(
      (path) => (path.startsWith('tile/') ? 500 : undefined),
      async (url) => {
        const run = await verify('--log', url, ...trust);
        expect([run.code, run.out]).toEqual([2, '']);
        expect(run.err).toContain('error SERVER_UNREACHABLE');
      },
    );
  });

  it.each([
    [401, 'ledger:read'],
    [302, 'redirects are not followed'],
  ])('%i says what to do', async (status, remedy) => {
    await served(
      () => status,
      async (url) => {
        const run = await verify('--log', url, ...key);
        expect(run.code).toBe(2);
        expect(run.err).toContain(remedy);
      },
    );
  });

  it('an endless file is cut off and refused', async () => {
    const server = createServer((request, response) => {
      if (request.url!.endsWith('/checkpoint')) return void response.end(readFileSync(file('log/checkpoint')));
      const more = (): void => void response.write(Buffer.alloc(65_536), () => !response.destroyed && more());
      more();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const run = await verify('--log', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...key);
    server.closeAllConnections();
    server.close();
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/tile\/0\/00[01](\.p\/44)? has \d+ bytes|tile\/entries/);
  });
});

describe('wrong use is one message and exit code 2', () => {
  it.each([
    ['nothing to check', [...key], 'USAGE'],
    ['no key', [...log], 'USAGE'],
    ['an opening without its receipt', [...log, ...key, ...opening], 'USAGE'],
    ['--quick without a receipt', [...log, ...key, '--quick'], 'USAGE'],
    [
      'an earlier checkpoint without a log',
      [...receipt, ...key, '--previous', file('earlier-checkpoint.txt')],
      'USAGE',
    ],
    ['a folder that is not there', ['--log', '/nowhere', ...key], 'DATA_NOT_FOUND'],
    ['a folder that is no log', ['--log', example('compas'), ...key], 'DATA_NOT_FOUND'],
    ['a receipt that is not there', [...key, '--receipt', '/nowhere'], 'DATA_NOT_FOUND'],
    ['a key that is none', [...receipt, '--key', 'x+00000000+AAAA'], 'LEDGER_INVALID'],
    ['a policy that is none', [...receipt, '--trust', file('receipt.txt')], 'LEDGER_INVALID'],
    ['a policy under both names', [...receipt, ...trust, '--policy', file('trust.txt')], 'USAGE'],
    ['an earlier checkpoint that is none', [...log, ...key, '--previous', file('receipt.txt')], 'LEDGER_INVALID'],
    ['an address with a password', ['--log', 'https://a:b@ledger.example/x', ...key], 'USAGE'],
  ])('%s', async (_, words, code) => {
    const run = await verify(...words);
    expect([run.code, run.out]).toEqual([2, '']);
    expect(run.err).toMatch(new RegExp(`^error ${code}: .+\n {2}.+`));
  });

  it('a receipt that holds control characters does not reach the terminal', async () => {
    await inFolder(async (folder) => {
      mkdirSync(folder, { recursive: true });
      const bad = join(folder, 'receipt.txt');
      writeFileSync(bad, `c2sp.org/tlog-proof@v1\nindex \u001b[31m\n\nx\n`);
      const run = await verify('--receipt', bad, ...key);
      expect([run.code, run.out.includes('\u001b')]).toEqual([1, false]);
    });
  });
});
