import { equalBytes } from '../../base/bytes.js';
import { demand, ledgerError, quote } from '../base/fail.js';
import { MAX_POLICY_BYTES, MAX_POLICY_NAMES } from '../base/limits.js';
import { parseDecimal } from '../bytes/decimal.js';
import { readText, type TextInput } from '../bytes/utf8.js';
import { parseVerifierKey, SIGNATURE_TYPES, type VerifierKey, verifierKeyOf } from '../notes/key.js';

export interface TrustedLog {
  readonly key: VerifierKey;
  readonly url?: string;
  /** The key counts for heads up to this size, from which on another key took over. */
  readonly untilSize?: number;
}

export interface TrustedWitness {
  readonly name: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

/** A group has witnessed when at least `threshold` of its members have; members are witnesses or earlier groups. */
export interface WitnessGroup {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

/** The keys that a verifier trusts (C2SP tlog-policy). */
export interface TrustPolicy {
  readonly logs: readonly TrustedLog[];
  readonly witnesses: readonly TrustedWitness[];
  /** Groups in the order of the file: members of a group stand before it. */
  readonly groups: readonly WitnessGroup[];
  /** Name of a witness or group, or `none`. */
  readonly quorum: string;
}

/**
 * A policy that trusts one or more keys of a log, parsed or as text, and asks for no witness.
 *
 * @throws TribuneError LEDGER_INVALID for a text that is no key
 * @example
 * keysOnlyPolicy([readFileSync('log.vkey', 'utf8')]);
 */
export function keysOnlyPolicy(keys: readonly (VerifierKey | string)[]): TrustPolicy {
  const logs = keys.map((key) => ({ key: typeof key === 'string' ? parseVerifierKey(key) : key }));
  return { logs, witnesses: [], groups: [], quorum: 'none' };
}

interface Draft {
  readonly logs: TrustedLog[];
  readonly witnesses: TrustedWitness[];
  readonly groups: WitnessGroup[];
  /** Every witness and group, and whether it is already a member of a group. */
  readonly names: Map<string, { isMember: boolean }>;
  quorum: string | undefined;
}

const REMEDY =
  'A policy has lines `log VKEY [URL]`, `witness NAME VKEY [URL]`, `group NAME K|any|all NAME...` and one `quorum NAME` (C2SP tlog-policy).';
const NONE = 'none';
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/**
 * Reads a trust policy. Throws `LEDGER_INVALID` with the line. Names must be UTF-8, which C2SP only recommends.
 *
 * @example
 * parseTrustPolicy(`log ${logKey}\nwitness w1 ${witnessKey}\nquorum w1\n`);
 */
export function parseTrustPolicy(input: TextInput): TrustPolicy {
  const text = readText(input, 'the trust policy', MAX_POLICY_BYTES);
  const draft: Draft = { logs: [], witnesses: [], groups: [], names: new Map(), quorum: undefined };
  const lines = text.split('\n');
  demand(lines.at(-1) === '', 'the last line of the trust policy does not end in a newline', REMEDY);
  lines.forEach((line, index) => {
    const where = `line ${index + 1} of the trust policy`;
    demand(!CONTROL.test(line), `${where} contains control characters`, REMEDY);
    const items = line.split(/[ \t]+/).filter((item) => item !== '');
    if (items.length > 0 && !items[0]!.startsWith('#')) addLine(draft, items, where);
  });
  demand(draft.quorum !== undefined, 'the trust policy has no quorum line', 'Add `quorum NAME` or `quorum none`.');
  const { logs, witnesses, groups, quorum } = draft;
  return { logs, witnesses, groups, quorum };
}

function addLine(draft: Draft, items: readonly string[], where: string): void {
  const [keyword, ...rest] = items;
  if (keyword === 'log') addLog(draft, rest, where);
  else if (keyword === 'witness') addWitness(draft, rest, where);
  else if (keyword === 'group') addGroup(draft, rest, where);
  else if (keyword === 'quorum') setQuorum(draft, rest, where);
  else throw ledgerError(`${where} starts with ${quote(keyword!)}`, REMEDY);
}

function demandNewKey(keys: readonly VerifierKey[], key: VerifierKey, where: string): void {
  const isNew = !keys.some((other) => equalBytes(other.publicKey, key.publicKey));
  demand(isNew, `${where} repeats a public key`, 'List each key once.');
  demand(keys.length < MAX_POLICY_NAMES, `${where} exceeds ${MAX_POLICY_NAMES} keys`, 'Use a shorter policy.');
}

function addLog({ logs }: Draft, items: readonly string[], where: string): void {
  demand(items.length === 1 || items.length === 2, `${where} needs a key and at most a URL`, REMEDY);
  const key = verifierKeyOf(items[0]!);
  const right = key.type === SIGNATURE_TYPES.ed25519;
  demand(right, `${where} has a witness key for a log`, 'A log key has signature type 1.');
  demandNewKey(
    logs.map((log) => log.key),
    key,
    where,
  );
  logs.push(items[1] === undefined ? { key } : { key, url: items[1] });
}

function addWitness(draft: Draft, items: readonly string[], where: string): void {
  demand(items.length === 2 || items.length === 3, `${where} needs a name, a key and at most a URL`, REMEDY);
  const [name, vkey, url] = items as [string, string, string?];
  const key = verifierKeyOf(vkey);
  const right = key.type === SIGNATURE_TYPES.cosignatureV1;
  demand(right, `${where} has a log key for a witness`, 'A witness key has signature type 4.');
  demandNewKey(
    draft.witnesses.map((witness) => witness.key),
    key,
    where,
  );
  define(draft, name, where);
  draft.witnesses.push(url === undefined ? { name, key } : { name, key, url });
}

function define({ names }: Draft, name: string, where: string): void {
  demand(
    name !== NONE && !names.has(name),
    `${where} defines ${quote(name)} again`,
    'Use each name once, and not `none`.',
  );
  names.set(name, { isMember: false });
}

function addGroup(draft: Draft, items: readonly string[], where: string): void {
  const [name, count, ...members] = items;
  demand(name !== undefined && members.length > 0, `${where} needs a name, a number and members`, REMEDY);
  demand(draft.groups.length < MAX_POLICY_NAMES, `${where} exceeds ${MAX_POLICY_NAMES} groups`, 'Use fewer groups.');
  for (const member of members) {
    const defined = draft.names.get(member);
    demand(defined !== undefined, `${where} names ${quote(member)}, which no earlier line defines`, REMEDY);
    demand(!defined.isMember, `${where} uses ${quote(member)} a second time`, 'A name is a member of one group only.');
    defined.isMember = true;
  }
  const threshold = thresholdOf(count!, members.length, where);
  define(draft, name, where);
  draft.groups.push({ name, threshold, members });
}

function thresholdOf(count: string, members: number, where: string): number {
  if (count === 'any') return 1;
  if (count === 'all') return members;
  const threshold = parseDecimal(count, `the number in ${where}`);
  const possible = threshold >= 1 && threshold <= members;
  demand(possible, `${where} asks for ${threshold} of ${members}`, 'Ask for 1 up to the number of members.');
  return threshold;
}

function setQuorum(draft: Draft, items: readonly string[], where: string): void {
  demand(items.length === 1, `${where} needs one name`, REMEDY);
  demand(draft.quorum === undefined, `${where} is a second quorum line`, 'Keep one.');
  const name = items[0]!;
  const defined = name === NONE || draft.names.has(name);
  demand(defined, `${where} names ${quote(name)}, which no earlier line defines`, REMEDY);
  draft.quorum = name;
}

/** Whether the witnesses that cosigned (by their names in the policy) make up the quorum; `none` always does. */
export function quorumMet(policy: TrustPolicy, cosigned: ReadonlySet<string>): boolean {
  const met = new Set(cosigned);
  for (const { name, threshold, members } of policy.groups) {
    if (members.filter((member) => met.has(member)).length >= threshold) met.add(name);
  }
  return policy.quorum === NONE || met.has(policy.quorum);
}
