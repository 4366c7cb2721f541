import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { httpAdmin } from '../service/http-admin.js';
import { decisionId, type Person } from './people.js';
import type { Service } from './resume.js';

const OWNER_ONLY = { mode: 0o600 };
/** Longest wait for a receipt, ms. It exists within a second of its decision, but a busy machine may take longer. */
const RECEIPT_WITHIN_MS = 20_000;
const RECEIPT_POLL_MS = 250;
const SCOPES = [
  ...['audit:read', 'decisions:read', 'attributes:read', 'receipts:read', 'monitor:read'],
  ...['stops:read', 'incidents:read', 'cases:read', 'registry:read'],
];

/** Files that the printed commands use. */
export interface SampleFiles {
  readonly key: string;
  readonly receipt: string;
  readonly opening: string;
}

/** Makes a key that may audit and read, in a file that only its owner can read; the key of an earlier run is used while it works. */
export async function storeKey(service: Service, dataDir: string): Promise<string> {
  const folder = join(dataDir, 'sample');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'key');
  if (await works(service.url, path)) return path;
  const admin = httpAdmin(service.url, service.key);
  const { key } = (await admin.post('/v1/keys', { name: 'sample', scopes: SCOPES })) as { key: string };
  writeFileSync(path, `${key}\n`, OWNER_ONLY);
  return path;
}

/** Since when the service has the sample, ms: noted at the first start, so that a stream that goes on is told at the same times. */
export function beganAt(dataDir: string, nowMs: number): number {
  const folder = join(dataDir, 'sample');
  const path = join(folder, 'began');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const noted = existsSync(path) ? Date.parse(readFileSync(path, 'utf8').trim()) : Number.NaN;
  if (Number.isFinite(noted)) return noted;
  writeFileSync(path, `${new Date(nowMs).toISOString()}\n`, OWNER_ONLY);
  return nowMs;
}

async function works(url: string, path: string): Promise<boolean> {
  try {
    const authorization = `Bearer ${readFileSync(path, 'utf8').trim()}`;
    return (await fetch(`${url}/v1/ingest/problems`, { headers: { authorization } })).ok;
  } catch {
    return false;
  }
}

/** Stores receipt and opening of one person's decision, as that person would get them. Null while no checkpoint covers it. */
export async function storeReceipt(
  service: Service,
  person: Person,
  { dataDir, signal }: { dataDir: string; signal: AbortSignal },
): Promise<SampleFiles | null> {
  const folder = join(dataDir, 'sample');
  const decision = `${service.url}/v1/decisions/${decisionId(person)}`;
  const init = { headers: { authorization: `Bearer ${service.key}`, 'tribune-purpose': 'receipt of the sample' } };
  const until = performance.now() + RECEIPT_WITHIN_MS;
  while (performance.now() < until && !signal.aborted) {
    const receipt = await fetch(`${decision}/receipt`, init);
    if (receipt.ok) {
      const opening = await fetch(`${decision}/opening`, init);
      if (!opening.ok) return null;
      const files = {
        key: join(folder, 'key'),
        receipt: join(folder, 'receipt.txt'),
        opening: join(folder, 'opening.json'),
      };
      writeFileSync(files.receipt, await receipt.text(), OWNER_ONLY);
      writeFileSync(files.opening, await opening.text(), OWNER_ONLY);
      return files;
    }
    await new Promise((done) => setTimeout(done, RECEIPT_POLL_MS));
  }
  return null;
}

/** Command lines that work when pasted into another terminal in the same folder. */
export function commandsToTry(
  url: string,
  ledgerKey: string,
  { dataDir, ...files }: SampleFiles & { readonly dataDir: string },
): string {
  const from = (path: string): string => {
    const near = relative('', path);
    return quoted(near.startsWith('..') ? path : near);
  };
  const tribune = programName();
  const lines = [
    `Look at ${url}/console: the first administrator sees what fires. For an account that sees every number and may stop what decides:`,
    `  ${tribune} admin link --data ${from(dataDir)} --role auditor --role incident-lead`,
    'For an account that reads cases, and one that looks after them:',
    `  ${tribune} admin link --data ${from(dataDir)} --role reviewer`,
    `  ${tribune} admin link --data ${from(dataDir)} --role legal`,
    'Try, in another terminal:',
    `  ${tribune} verify --log ${url}/ledger/main --key ${quoted(ledgerKey)} --receipt ${from(files.receipt)} --opening ${from(files.opening)}`,
    `  ${tribune} audit --service ${url} --deployment compas/prod --since 7d --policy examples/compas/policy.yaml --key-file ${from(files.key)}`,
    `  ${tribune} monitor status --server ${url} --key-file ${from(files.key)}`,
    `  ${tribune} incident list --data ${from(dataDir)}`,
    `  curl -H "authorization: Bearer $(cat ${from(files.key)})" ${url}/v1/integrity-events`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The name under which this program is called here. In a clone npx would first install the clone into its cache, which takes a minute. */
function programName(): string {
  const file = process.argv[1] ?? '';
  const inClone = file.endsWith('main.js') && !file.includes('node_modules');
  return inClone ? `node ${quoted(relative('', file))}` : 'npx tribune';
}

/** A word quoted for a POSIX shell. */
const quoted = (word: string): string => (/^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
