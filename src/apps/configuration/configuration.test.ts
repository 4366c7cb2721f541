import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TribuneError } from '../../core/base/errors.js';
import {
  configurationPage,
  defineConfiguration,
  duration,
  type Override,
  path,
  printConfiguration,
  readConfiguration,
  secret,
  secretAddress,
  unprinted,
} from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-configuration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('TEST_')) delete process.env[name];
});

const data = defineConfiguration('data', path().default('there').describe('where'));
const http = defineConfiguration(
  'http',
  z
    .strictObject({
      port: z.int().min(0).max(65_535).default(8080).describe('port'),
      origins: z.array(z.string()).default([]),
      wait: duration('100 ms', '1 h').optional(),
      level: z.enum(['warn', 'error']).default('warn'),
    })
    .prefault({}),
);
const mail = defineConfiguration(
  'mail',
  z
    .strictObject({
      server: z.string(),
      password: secret().optional(),
      database: secretAddress().optional(),
      command: unprinted().optional(),
      key: z
        .string()
        .refine((text) => text.startsWith('k'), { error: ({ input }) => `not a key: "${String(input)}"` })
        .optional(),
    })
    .optional(),
);
const by = (kind: 'env' | 'file', name: string): string => `\${${kind}:${name}}`;
const SECTIONS = [data, http, mail];
const FILE = join(folder, 'tribune.yaml');
const read = (text: string, overrides: Override[] = []) =>
  readConfiguration(SECTIONS, { path: FILE, text: `tribune: service/v1\n${text}` }, overrides);

function refusal(text: string, overrides: Override[] = []): { message: string; place: unknown } {
  try {
    read(text, overrides);
  } catch (cause) {
    if (cause instanceof TribuneError && cause.code === 'USAGE') return { message: cause.message, place: cause.place };
    throw cause;
  }
  throw new Error('nothing was refused');
}

describe('the configuration', () => {
  it('has its defaults without a file, and what the file says with one', () => {
    const bare = readConfiguration(SECTIONS, null);
    expect([bare.read(data), bare.read(http), bare.read(mail)]).toEqual([
      'there',
      { port: 8080, origins: [], level: 'warn' },
      undefined,
    ]);
    const written = read('data: here\nhttp: { port: 0, wait: 1.5 s, origins: [a, b] }\nmail: { server: m }');
    expect(written.read(http)).toEqual({ port: 0, origins: ['a', 'b'], level: 'warn', wait: 1500 });
    expect(written.read(data)).toBe(join(folder, 'here'));
    expect(written.read(mail)).toEqual({ server: 'm' });
  });

  it('tells every mistake at once, with its line, and the near key of a misspelt one', () => {
    const { message, place } = refusal('http:\n  prot: 1\n  wait: soon\n  level: warm\nmial: {}\nmail: {}\n');
    const told = message.split('\n');
    expect(told[0]).toBe('The configuration has 5 mistakes:');
    expect(told.slice(1)).toEqual([
      `${FILE}:3:3 error: http has no key "prot". Did you mean "port"?`,
      `${FILE}:4:9 error: http.wait is "soon": expected a time such as 500 ms, 10 s, 5 m or 24 h. Mend the value.`,
      `${FILE}:5:10 error: http.level is "warm", not one of its possible values. Did you mean "warn"?`,
      `${FILE}:6:1 error: the configuration has no key "mial". Did you mean "mail"?`,
      `${FILE}:7:1 error: mail.server is missing. Add server.`,
    ]);
    expect(place).toEqual({ file: FILE, line: 3, column: 3 });
  });

  it.each([
    ['a time out of its bounds', 'http: { wait: 2 h }', 'http.wait is "2 h": expected 100 ms to 1 h'],
    ['a number out of its bounds', 'http: { port: 70000 }', 'at most 65535 is expected'],
    ['another type', 'http: { port: [1] }', 'http.port is a list: a whole number is expected'],
    ['an empty section', 'http:', 'http is empty: a map of keys is expected'],
    ['a key that stands twice', 'data: a\ndata: b', 'the key "data" stands twice'],
    ['no YAML', 'http: {', 'not valid YAML'],
    ['a bomb', `data: ${'['.repeat(100)}`, 'nested more than'],
    ['the name of a prototype', '__proto__: {}', 'not allowed'],
  ])('refuses %s', (_what, text, message) => {
    expect(refusal(text).message).toContain(message);
  });

  it('refuses a file that is something else', () => {
    const other = (text: string) => () => readConfiguration(SECTIONS, { path: FILE, text });
    expect(other('tribune: policy/v1\n')).toThrow('tribune is "policy/v1", not one of its possible values');
    expect(other('data: x\n')).toThrow('tribune is missing');
    expect(other('')).toThrow(/configuration/);
    expect(other('- a\n')).toThrow(/a map of keys is expected/);
  });

  it('gives way to flags and variables, whose mistakes are told by their name', () => {
    const port = (value: unknown): Override => ({ path: ['http', 'port'], value, from: '--port' });
    expect(read('http: { port: 1 }', [port(2)]).read(http).port).toBe(2);
    expect(read('', [port(2)]).read(http).port).toBe(2);
    expect(readConfiguration(SECTIONS, null, [port(2)]).read(http).port).toBe(2);
    const { message } = refusal('http: { level: x }', [port('abc')]);
    expect(message).toContain(`${FILE}:2:16 error: http.level`);
    expect(message).toContain('--port: http.port is "abc": a whole number is expected');
  });

  it('may not have two sections of one name', () => {
    expect(() => readConfiguration([data, data], null)).toThrow('two rooms declare the section "data"');
  });
});

describe('secrets of the configuration', () => {
  const SECRET = 'correct-horse';

  it('come from the environment or a closed file; other texts may come so, too', () => {
    process.env.TEST_PASSWORD = SECRET;
    process.env.TEST_PORT = '81';
    writeFileSync(join(folder, 'password'), `${SECRET}\n`, { mode: 0o600 });
    const text = (reference: string) =>
      `http: { port: "\${env:TEST_PORT}" }\nmail: { server: m, password: "${reference}" }`;
    for (const reference of [
      by('env', 'TEST_PASSWORD'),
      by('file', 'password'),
      by('file', join(folder, 'password')),
    ]) {
      const configuration = read(text(reference));
      expect(configuration.read(mail)?.password).toBe(SECRET);
      expect(configuration.read(http).port).toBe(81);
      const printed = printConfiguration(configuration);
      expect(printed).toContain(reference);
      expect(printed).not.toContain(SECRET);
    }
  });

  it('are refused in the file, and never shown', () => {
    const refused = [
      `mail: { server: m, password: ${SECRET} }`,
      `mail: { server: m, password: "x\${env:TEST_A}${SECRET}" }`,
      `mail: { server: m, database: "postgres://u:${SECRET}@h/d" }`,
      `mail: { server: m, database: "postgres://u@h/d?password=${SECRET}" }`,
      `mail: { server: m, password: [${SECRET}] }`,
    ];
    for (const text of refused) expect(refusal(text).message).not.toContain(SECRET);
    expect(refusal(refused[0]!).message).toContain(`${FILE}:2:30 error: the secret mail.password stands in the file`);
    expect(read('mail: { server: m, database: "postgres://u@h/d" }').read(mail)?.database).toBe('postgres://u@h/d');
  });

  it('are not shown where they stand a level too high, where a section quotes them, nor in a command', () => {
    process.env.TEST_PASSWORD = SECRET;
    const refused = [
      `mail: ${SECRET}`,
      `mail: "clientId=x clientSecret=${SECRET}"`,
      `mail: { server: m, key: "${by('env', 'TEST_PASSWORD')}" }`,
      `http: postgres://u:${SECRET}@h/x`,
    ];
    for (const text of refused) expect(refusal(text).message, text).not.toContain(SECRET);
    expect(refusal(refused[0]!).message).toContain('mail is a text: a map of keys is expected');
    expect(refusal('', [{ path: ['mail'], value: SECRET, from: '--mail F' }]).message).not.toContain(SECRET);
    const printed = printConfiguration(read(`mail: { server: m, command: "curl -H ${SECRET}" }`));
    expect(printed).toContain('command: (not printed) # line 2');
    expect(printed).not.toContain(SECRET);
  });

  it('that are not there are told with the line of their reference', () => {
    process.env.TEST_EMPTY = ' ';
    writeFileSync(join(folder, 'open'), SECRET, { mode: 0o644 });
    chmodSync(join(folder, 'open'), 0o644);
    const of = (reference: string) => refusal(`mail: { server: m, password: "${reference}" }`).message;
    expect(of(by('env', 'TEST_ABSENT'))).toContain(`${FILE}:2:30 error: the variable TEST_ABSENT is not set`);
    expect(of(by('env', 'TEST_EMPTY'))).toContain('the variable TEST_EMPTY is empty');
    expect(of(by('file', 'none'))).toContain(`the file ${join(folder, 'none')} does not exist`);
    expect(of(by('file', 'open'))).toMatch(/has mode 644: others can read it/);
    expect(of(by('file', 'open'))).not.toContain(SECRET);
  });

  it('of a flag are shown as it says', () => {
    const flag: Override = {
      path: ['mail'],
      value: { server: 'm', password: SECRET },
      from: '--mail FILE',
      shown: 'in FILE',
    };
    const printed = printConfiguration(read('', [flag]));
    expect(printed).toContain('mail: in FILE # --mail FILE');
    expect(printed).not.toContain(SECRET);
    expect(refusal('', [{ ...flag, value: { server: 'm', password: [SECRET] } }]).message).not.toContain(SECRET);
  });
});

describe('the configuration in force', () => {
  it('is printed as it could be written, each value with where it comes from', () => {
    const port: Override = { path: ['http', 'port'], value: 9000, from: '--port' };
    const text = 'http:\n  port: 1\n  wait: 10 s\n  origins: [a]\n';
    const printed = printConfiguration(read(text, [port]));
    expect(printed).toBe(
      `tribune: service/v1 # line 1
data: there # default
http:
  port: 9000 # --port
  origins:
    - a # line 5
  wait: 10 s # line 4
  level: warn # default
`,
    );
    const again = readConfiguration(SECTIONS, { path: FILE, text: printed });
    expect(again.read(http)).toEqual(read(text, [port]).read(http));
  });

  it('has a page that names every key', () => {
    const page = configurationPage(SECTIONS, 'notice');
    expect(page).toContain('| `http.port` | whole number | `8080` | port |');
    expect(page).toContain('| `http.wait` | time |  |  |');
    expect(page).toContain('| `mail.password` | secret, by reference |');
  });
});
